import { Route, Router, type RouteSectionProps, useBeforeLeave, useLocation } from '@solidjs/router';
import { createEffect, createMemo, createSignal, For, getOwner, type JSX, runWithOwner } from 'solid-js';
import { AppContext, type App as Shared } from './app-context.ts';
import { Rail, type RailProps } from './components/rail.tsx';
import { TopBar } from './components/top-bar.tsx';
import { JobPage } from './pages/job-page.tsx';
import { MakePage } from './pages/make-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ResultPage } from './pages/result-page.tsx';
import { type Place, pageKey, placeOf, titleOf } from './presentation/place.ts';
import type { Settings } from './presentation/settings.ts';
import { announcementOf, type Lamp, lampOf, type Outcome, outcomesOf } from './presentation/status.ts';
import { makeVisits } from './presentation/visits.ts';
import { createArrival } from './primitives/create-arrival.ts';
import { createBundles } from './primitives/create-bundles.ts';
import { createContact } from './primitives/create-contact.ts';
import { createDraft, type Draft } from './primitives/create-form.ts';
import { createHistory } from './primitives/create-history.ts';
import { createRun } from './primitives/create-run.ts';

export function App(): JSX.Element {
  const shared = createShared();
  return (
    <AppContext.Provider value={shared}>
      <Router root={(props) => <Shell {...props} shared={shared} />}>
        <Route path={['/', '/job/:ids']} component={JobPage} />
        <Route path="/make/:technique" component={MakePage} />
        <Route path="/r/:id" component={ResultPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
    </AppContext.Provider>
  );
}

function createShared(): Shared {
  const contact = createContact();
  const history = createHistory();
  const [settings, keepSettings] = createSignal<Settings>();
  const [lamp, showLamp] = createSignal<Lamp>();
  const run = createRun(contact, history);
  const bundles = createBundles(contact);
  const visits = makeVisits();
  return { contact, history, run, bundles, settings, keepSettings, visits, draftOf: createDrafts(), lamp, showLamp };
}

/** A draft of each technique that is come to, for as long as the app is there. */
function createDrafts(): Shared['draftOf'] {
  const owner = getOwner();
  const drafts = new Map<string, Draft>();
  return (technique) => {
    const draft = drafts.get(technique) ?? runWithOwner(owner, createDraft)!;
    drafts.set(technique, draft);
    return draft;
  };
}

function Shell(props: RouteSectionProps & { shared: Shared }): JSX.Element {
  const location = useLocation();
  const place = createMemo(() => placeOf(location.pathname));
  const inStudio = () => place().page === 'studio' || place().page === 'form';
  const { run, contact, visits } = props.shared;
  useBeforeLeave(({ to }) => visits.leave(to));
  createArrival(
    () => location.pathname + location.search,
    () => pageKey(location.pathname),
  );
  const lamp = createMemo(() => props.shared.lamp() ?? lampOf(run.sheets(), contact.online(), run.silent()));
  const outcomes = createMemo<readonly Outcome[]>((told) => outcomesOf(run.sheets(), told), []);
  const current = createMemo(() => currentAt(place(), props.shared));
  createEffect(() => {
    if (inStudio() && !props.shared.lamp()) document.title = titleOf(current().make, lamp());
  });
  return (
    <>
      <TopBar lamp={lamp()} studio={inStudio() && !props.shared.lamp()} />
      <div class="work">
        <Rail history={props.shared.history} {...current()} />
        {props.children}
      </div>
      <div class="unseen" role="status" aria-live="polite">
        {announcementOf(run.sheets(), contact.online())}
      </div>
      <div class="unseen" role="log" aria-live="polite" aria-label="Outcomes">
        <For each={outcomes()}>{({ text }) => <p>{text}</p>}</For>
      </div>
    </>
  );
}

/** What the rail marks. A training, which shows a lamp of its own, has no place there. */
function currentAt(place: Place, { settings, lamp }: Shared): Pick<RailProps, 'make' | 'resultId'> {
  switch (place.page) {
    case 'studio':
      return { make: lamp() ? undefined : (settings()?.technique ?? 'sample') };
    case 'form':
      return { make: place.technique };
    case 'result':
      return { make: undefined, resultId: place.id };
    case 'elsewhere':
      return { make: undefined };
  }
}
