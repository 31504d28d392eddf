import type { TechniqueName } from '@manifold/shared/recipe/technique';
import { type Accessor, createContext, useContext } from 'solid-js';
import type { Settings } from './presentation/settings.ts';
import type { Lamp } from './presentation/status.ts';
import type { Visits } from './presentation/visits.ts';
import type { Bundles } from './primitives/create-bundles.ts';
import type { Contact } from './primitives/create-contact.ts';
import type { Draft } from './primitives/create-form.ts';
import type { History } from './primitives/create-history.ts';
import type { Run } from './primitives/create-run.ts';

/** What all pages share; the run goes on while other pages are looked at. */
export interface App {
  run: Run;
  history: History;
  contact: Contact;
  bundles: Bundles;
  /** What the lamp says while a page shows something else than the run. */
  lamp: Accessor<Lamp | undefined>;
  showLamp(lamp: Lamp | undefined): void;
  /** What is set in the studio, kept while other pages are looked at. */
  settings: Accessor<Settings | undefined>;
  /** Undefined begins anew, as another model is chosen. */
  keepSettings(settings: Settings | undefined): void;
  visits: Visits;
  draftOf(technique: TechniqueName): Draft;
}

export const AppContext = createContext<App>();

export function useApp(): App {
  return useContext(AppContext)!;
}
