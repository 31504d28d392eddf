import { createEffect, createSignal, type JSX, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { absenceOf } from '../presentation/absence.ts';
import { TryButton } from './try-button.tsx';

/** In the place of prints while there is no model to make them: that it is looked for, or why there is none. */
export function NoModel(): JSX.Element {
  const { bundles } = useApp();
  bundles.watch();
  const absence = () => {
    const reply = bundles.reply();
    return reply && absenceOf(reply);
  };
  /** That nobody is heard is announced on every page. */
  const isHeard = () => {
    const reply = bundles.reply();
    return reply?.ok || reply?.reached;
  };
  /** Whether the answer that is waited for was asked for by hand. */
  const [pressed, setPressed] = createSignal(false);
  createEffect(() => bundles.isLooking() || setPressed(false));
  const lookAgain = () => {
    setPressed(true);
    bundles.reload();
  };
  return (
    <section class="blank" aria-label="Prints">
      <Show when={absence()} fallback={<p class="sentence">Looking for the models that are served here.</p>}>
        {(found) => (
          <div class="problem" role={isHeard() ? 'alert' : undefined}>
            <h1>{found().title}</h1>
            <p>{found().detail}</p>
            <div class="actions">
              <TryButton label="Look again" busy="Looking" isTrying={pressed()} onPress={lookAgain} />
            </div>
          </div>
        )}
      </Show>
    </section>
  );
}
