import { type JSX, Show } from 'solid-js';
import { absenceOf } from '../api/absence.ts';
import { useApp } from '../app-context.ts';

/** In the place of prints while there is no model to make them: that it is looked for, or why there is none. */
export function NoModel(): JSX.Element {
  const { bundles } = useApp();
  bundles.watch();
  const absence = () => {
    const reply = bundles.reply();
    return reply && absenceOf(reply);
  };
  return (
    <section class="blank" aria-label="Prints">
      <Show when={absence()} fallback={<p class="sentence">Looking for the models that are served here.</p>}>
        {(found) => (
          <div class="problem" role="alert">
            <h1>{found().title}</h1>
            <p>{found().detail}</p>
            <div class="actions">
              <button type="button" class="quiet" onClick={() => bundles.reload()}>
                Look again
              </button>
            </div>
          </div>
        )}
      </Show>
    </section>
  );
}
