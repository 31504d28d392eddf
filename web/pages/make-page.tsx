import type { Manifest } from '@manifold/shared/protocol/manifest';
import { suits } from '@manifold/shared/recipe/check-process';
import { rowsOf } from '@manifold/shared/recipe/cost';
import { fieldsOf } from '@manifold/shared/recipe/fields';
import { picturesOf } from '@manifold/shared/recipe/study';
import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { type Accessor, createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { BundlePicker } from '../components/bundle-picker.tsx';
import type { Choice } from '../components/easel.tsx';
import { NoModel } from '../components/no-model.tsx';
import { type FilmControl, Scene } from '../components/scene.tsx';
import { StatusBar } from '../components/status-bar.tsx';
import { TechniqueFields } from '../components/technique-fields.tsx';
import { stoppedSentence, uploadingSentence } from '../presentation/field-words.ts';
import { elsewhereSentence } from '../presentation/settings-summary.ts';
import { sizeOfSheets } from '../presentation/sheet.ts';
import { isHeeded } from '../presentation/technique-form.ts';
import { formAddressOf, formNames, wordsOf } from '../presentation/technique-words.ts';
import { plural, sentence } from '../presentation/words.ts';
import type { Bundles } from '../primitives/create-bundles.ts';
import { createForm, type Form } from '../primitives/create-form.ts';
import { createPresence } from '../primitives/create-presence.ts';
import { scrollToPrints } from '../primitives/scroll-to-prints.ts';
import { NotFoundPage } from './not-found-page.tsx';

/** The form of a technique: its fields come from the schema, the prints lie beside it. */
export function MakePage(): JSX.Element {
  const app = useApp();
  const params = useParams<{ technique: string }>();
  const technique = () => formNames.find((name) => name === params.technique);
  const first = (name: TechniqueName) => {
    const suited = servedFor(name, app.bundles);
    return suited.find((manifest) => manifest.name === app.bundles.manifest()?.name) ?? suited[0];
  };
  return (
    <Show when={technique()} keyed fallback={<NotFoundPage />}>
      {(name) => (
        <main>
          <Show when={first(name)} fallback={<NoModel />}>
            {(manifest) => <MakeScene technique={name} manifest={manifest()} />}
          </Show>
        </main>
      )}
    </Show>
  );
}

/** The bundles that can do a technique. */
function servedFor(technique: TechniqueName, { served }: Bundles): Manifest[] {
  return served().filter((manifest) => suits(technique, manifest));
}

function MakeScene(props: { technique: TechniqueName; manifest: Manifest }): JSX.Element {
  const { run, contact, bundles, visits } = useApp();
  const navigate = useNavigate();
  const [query] = useSearchParams<{ job?: string; bundle?: string }>();
  const served = () => {
    const suited = servedFor(props.technique, bundles);
    return suited.length > 0 ? suited : [props.manifest];
  };
  const form = createForm(props.technique, served, props.manifest.name);
  const isHere = createPresence();
  const go = (replace: boolean) => {
    const ids = run.jobIds().join();
    if (!ids || !isHere()) return;
    // With its model, for the form to be of that when the address is opened anew.
    const query = new URLSearchParams({ bundle: form.manifest().name });
    navigate(`${formAddressOf(props.technique)}?job=${ids}&${query}`, { scroll: false, replace });
  };
  const develop = async () => {
    const isAsked = await form.develop();
    if (isAsked) go(false);
    return isAsked;
  };
  const open = async (ids: string) => {
    await run.open(ids.split(','));
    const [sheet] = run.sheets();
    if (isHere() && ids === run.jobIds().join() && sheet?.recipe) form.recall(sheet.recipe);
  };
  createEffect(
    on(
      () => query.job,
      (ids) => {
        if (!ids && !run.active()) run.clear();
        if (ids && ids !== run.jobIds().join()) void open(ids);
      },
    ),
  );
  createEffect(
    on(
      () => query.bundle,
      (bundle) => form.take(bundle, visits.isReturn()),
    ),
  );
  const empty = () => {
    const [sent, stopper] = [form.pictures.uploading(), form.stoppedBy()];
    if (sent) return uploadingSentence(sent);
    if (stopper) return stoppedSentence(stopper);
    const awaited = form.awaited();
    if (awaited === undefined) return 'Nothing is developed yet.';
    return elsewhereSentence(bundles.named(awaited) !== undefined);
  };
  const bar = (choice: Accessor<Choice>, film: FilmControl) => (
    <StatusBar
      sheet={form.pictures.uploading() ? undefined : run.sheets()[choice().sheet]}
      several={run.sheets().length > 1}
      active={run.active()}
      empty={empty()}
      sample={choice().sample}
      film={film}
      silent={run.silent()}
      online={contact.online()}
      remixable={false}
      isBeside={({ pointer, detail }) => form.errors()[pointer] === sentence(detail)}
      onCancel={run.cancel}
      onRetry={(key) => void run.retry(key).then(() => go(true))}
      onRemix={() => {}}
    />
  );
  const recipe = () => {
    const reading = form.reading();
    return reading.ok ? reading.recipe : undefined;
  };
  const count = () => {
    const made = recipe();
    return made ? picturesOf(made) : 1;
  };
  return (
    <Scene
      sheets={run.sheets()}
      latent={{ asked: [], blank: 'undeveloped', count: count(), recipe: recipe() }}
      size={sizeOfSheets(run.sheets(), bundles.served(), form.manifest())}
      linked
      bar={bar}
      panel={<FormPanel {...props} form={form} served={served()} onDevelop={develop} />}
    />
  );
}

interface FormPanelProps {
  technique: TechniqueName;
  form: Form;
  served: readonly Manifest[];
  /** Resolves when the job was accepted or refused, with whether it was asked for. */
  onDevelop(): Promise<boolean>;
}

/** Fields that fold away: what most people leave as it is. */
const folded = [
  'negative',
  'guidance',
  'steps',
  'spacing',
  'noiseLevel',
  'upscaleSteps',
  'upscaleGuidance',
  'seed',
  'count',
  'fit',
  'mode',
  'permutation',
];

function FormPanel(props: FormPanelProps): JSX.Element {
  const app = useApp();
  const [sending, setSending] = createSignal(false);
  const all = createMemo(() => fieldsOf(props.technique));
  const fields = () => all().filter((field) => field.name !== 'bundle' && isHeeded(field, props.form.manifest()));
  /** What a study varies is what it is about. */
  const isFolded = (name: string) => folded.includes(name) && name !== props.technique;
  const shared = () => ({
    manifest: props.form.manifest(),
    values: props.form.values(),
    errors: props.form.errors(),
    pictures: props.form.pictures,
    onChange: props.form.change,
  });
  const price = () => {
    const reading = props.form.reading();
    return reading.ok ? rowsOf(reading.recipe) : undefined;
  };
  /** What is wrong with the whole, with the model, or with what it does not heed. */
  const elsewhere = () => {
    const shown = fields().map(({ name }) => name);
    const errors = Object.entries(props.form.errors());
    return errors.flatMap(([pointer, error]) => (shown.includes(pointer.split('/')[1] ?? '') ? [] : [error]));
  };
  const busy = () => app.run.active() || sending();
  // Beside the prints stands that a picture is on its way.
  createEffect(
    on(
      () => props.form.pictures.uploading() !== undefined,
      (begins) => begins && scrollToPrints(),
    ),
  );
  const send = async (panel: HTMLElement) => {
    if (busy()) return;
    setSending(true);
    const isAsked = await props.onDevelop().finally(() => setSending(false));
    const invalid = panel.querySelector<HTMLElement>('[aria-invalid=true]');
    invalid?.closest('details')?.setAttribute('open', '');
    invalid?.focus();
    if (!invalid && isAsked && elsewhere().length === 0) scrollToPrints();
  };
  return (
    <form
      class="panel"
      aria-label="Settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <h1>{wordsOf(props.technique).title}</h1>
      <p class="lead">{wordsOf(props.technique).lead}</p>
      <BundlePicker served={props.served} chosen={props.form.manifest().name} onChange={props.form.pick} />
      <TechniqueFields {...shared()} fields={fields().filter(({ name }) => !isFolded(name))} />
      <details class="more-fields">
        <summary>More settings</summary>
        <div>
          <TechniqueFields {...shared()} fields={fields().filter(({ name }) => isFolded(name))} />
        </div>
      </details>
      <For each={elsewhere()}>
        {(error) => (
          <p class="error" role="alert">
            {error}
          </p>
        )}
      </For>
      <Show when={props.form.stoppedBy()}>
        {(field) => (
          <p class="error" role="alert">
            {stoppedSentence(field())}
          </p>
        )}
      </Show>
      <button type="submit" class="go" aria-disabled={busy()}>
        Develop
        <Show when={price()}>
          {(rows) => (
            <span class="price" aria-hidden="true">
              {plural(rows(), 'row')}
            </span>
          )}
        </Show>
      </button>
    </form>
  );
}
