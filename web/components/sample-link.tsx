import { suits } from '@manifold/shared/recipe/check-process';
import { type JSX, onMount, Show } from 'solid-js';
import { useApp } from '../app-context.ts';

/** The way to the studio with a bundle, where it is served. */
export function SampleLink(props: { bundle: string }): JSX.Element {
  const { bundles } = useApp();
  const isServed = () => {
    const reply = bundles.reply();
    return reply?.ok && reply.value.some((manifest) => manifest.name === props.bundle && suits('sample', manifest));
  };
  onMount(bundles.reload);
  return (
    <Show when={isServed()}>
      <a class="quiet" href={`/?technique=sample&bundle=${props.bundle}`}>
        Sample from it
      </a>
    </Show>
  );
}
