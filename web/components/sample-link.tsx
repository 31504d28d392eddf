import { type JSX, onMount, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { trialOf } from '../presentation/technique-words.ts';

/** The way to where a bundle is tried, where it is served. */
export function SampleLink(props: { bundle: string }): JSX.Element {
  const { bundles } = useApp();
  const trial = () => {
    const reply = bundles.reply();
    const served = reply?.ok ? reply.value.find((manifest) => manifest.name === props.bundle) : undefined;
    return served && trialOf(served);
  };
  onMount(bundles.reload);
  return (
    <Show when={trial()}>
      {(way) => (
        <a class="quiet" href={way().address}>
          {way().words}
        </a>
      )}
    </Show>
  );
}
