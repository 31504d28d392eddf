import type { TrainingProgress } from '@manifold/shared/protocol/training';
import { type Training, trainingCost, variationNames } from '@manifold/shared/recipe/training';
import { Index, type JSX } from 'solid-js';
import { lossText } from '../presentation/loss-chart.ts';
import { secondsText } from '../presentation/words.ts';

type Fact = [name: string, value: string];

/** What a training is, and how far it is while it goes on. */
export function TrainingFacts(props: { training: Training; latest: TrainingProgress | undefined }): JSX.Element {
  return (
    <section class="recipe" aria-label="Figures">
      <dl>
        <Index each={[...progressFacts(props.latest), ...settingFacts(props.training)]}>
          {(fact) => (
            <div>
              <dt>{fact()[0]}</dt>
              <dd>{fact()[1]}</dd>
            </div>
          )}
        </Index>
      </dl>
    </section>
  );
}

function progressFacts(latest: TrainingProgress | undefined): Fact[] {
  if (!latest) return [];
  const { step, of, epoch, epochs, loss, learningRate, imagesPerSecond, secondsLeft } = latest;
  return [
    ['Loss of this step', lossText(loss)],
    ['Step', `${step.toLocaleString('en')} of ${of.toLocaleString('en')}`],
    ['Epoch', `${epoch} of ${epochs}`],
    ['Learning rate', learningRate.toExponential(2)],
    ['Images a second', String(Math.round(imagesPerSecond))],
    ...(secondsLeft > 0 ? ([['Time left', secondsText(secondsLeft)]] satisfies Fact[]) : []),
  ];
}

/** What a training may do otherwise than the course. */
const variations: Readonly<Record<(typeof variationNames)[number], string>> = {
  optimiser: 'Optimiser',
  decay: 'Learning rate left at the end',
  sigma: 'Noise σ',
  drop: 'Pictures without class',
  timesteps: 'Timesteps T',
};

function settingFacts(training: Training): Fact[] {
  const { hidden, epochs, batch, lr, limit, seed, ema } = training;
  return [
    ['Width D', String(hidden)],
    ['Epochs', String(epochs)],
    ['Batch', String(batch)],
    ['First learning rate', lr.toExponential()],
    ['Pictures', limit.toLocaleString('en')],
    ['Seed', String(seed)],
    ['Average decay', ema === 0 ? 'none' : String(ema)],
    ...variationNames.flatMap((name): Fact[] => {
      const value = training[name];
      return value === undefined ? [] : [[variations[name], String(value)]];
    }),
    ['Price', `${Math.ceil(trainingCost(training)).toLocaleString('en')} GFLOP`],
  ];
}
