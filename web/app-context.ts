import type { Manifest } from '@manifold/shared/protocol/manifest';
import { type Accessor, createContext, type Resource, useContext } from 'solid-js';
import type { Reply } from './api/reply.ts';
import type { Settings } from './api/settings.ts';
import type { Contact } from './primitives/create-contact.ts';
import type { History } from './primitives/create-history.ts';
import type { Run } from './primitives/create-run.ts';

/** What all pages share; the run goes on while other pages are looked at. */
export interface App {
  run: Run;
  history: History;
  contact: Contact;
  bundles: Resource<Reply<Manifest[]>>;
  reloadBundles(): void;
  /** The bundle that the studio samples: the first that knows labels. */
  manifest: Accessor<Manifest | undefined>;
  /** What is set in the studio, kept while other pages are looked at. */
  settings: Accessor<Settings | undefined>;
  keepSettings(settings: Settings): void;
}

export const AppContext = createContext<App>();

export function useApp(): App {
  return useContext(AppContext)!;
}
