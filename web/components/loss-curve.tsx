import type { Curve } from '@manifold/shared/protocol/training';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { chartWords, lossChart, margin } from '../presentation/loss-chart.ts';
import { createSize } from '../primitives/create-size.ts';

const height = 260;

/** The loss as it falls. `live` is a run that goes on: its tip glows. */
export function LossCurve(props: { curve: Curve; of: number; live: boolean }): JSX.Element {
  const { size, ref } = createSize();
  const width = () => Math.max(240, Math.floor(size()?.width ?? 0));
  const chart = createMemo(() =>
    props.curve.length > 0 ? lossChart(props.curve, props.of, width(), height) : undefined,
  );
  return (
    <figure class="loss" ref={ref}>
      <svg width={width()} height={height} role="img" aria-label={chartWords(props.curve)}>
        <Show when={chart()}>
          {(drawn) => (
            <>
              <For each={drawn().losses}>
                {({ at, label }) => (
                  <>
                    <path class="rule" d={`M${margin.left} ${at}H${width() - margin.right}`} />
                    <text x={margin.left - 8} y={at + 3.5} text-anchor="end">
                      {label}
                    </text>
                  </>
                )}
              </For>
              <For each={drawn().steps}>
                {({ at, label }) => (
                  <text x={at} y={height - 8} text-anchor="middle">
                    {label}
                  </text>
                )}
              </For>
              <path class="line" d={drawn().path} />
              <circle class="tip" data-live={props.live ? '' : undefined} cx={drawn().tip.x} cy={drawn().tip.y} r="4" />
            </>
          )}
        </Show>
      </svg>
      <figcaption>
        <em>Loss by step</em>
        <span class="note">{chartWords(props.curve)}</span>
      </figcaption>
    </figure>
  );
}
