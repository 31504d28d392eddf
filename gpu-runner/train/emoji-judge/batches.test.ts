import { describe, expect, it } from 'vitest';
import { discs } from '../if-tiny/discs.fixture.ts';
import { judgeFeeds } from './batches.ts';
import { judgeDiscs } from './judge.fixture.ts';

const data = discs(6, 64);
const [RED, BLUE] = [
  [230, 40, 40],
  [40, 60, 230],
].map((colour) => colour.map((byte) => (2 * byte) / 255 - 1));

describe('a batch of the judge', () => {
  it('is a function of its number, whatever was asked before', () => {
    const straight = judgeFeeds(judgeDiscs, data);
    for (let i = 0; i < 3; i++) straight(i);
    expect(straight(3)).toEqual(judgeFeeds(judgeDiscs, data)(3));
    expect(straight(0).image).not.toEqual(straight(3).image);
  });

  it('has each picture once an epoch, with its own style', () => {
    const feeds = judgeFeeds(judgeDiscs, data);
    const styles = [0, 1, 2].flatMap((index) => {
      const { image, style } = feeds(index);
      return [0, 1].map((row) => {
        const picture = image!.data.subarray(row * 3 * 64 * 64, (row + 1) * 3 * 64 * 64);
        const isBlue = style!.data[2 * row] === 1;
        const middle = [0, 1, 2].map((channel) => picture[channel * 64 * 64 + 32 * 64 + 32]!);
        for (const [channel, value] of middle.entries())
          expect(value).toBeCloseTo((isBlue ? BLUE! : RED!)[channel]!, 0);
        return isBlue;
      });
    });
    expect(styles.filter(Boolean)).toHaveLength(3);
  });

  it('gives an equal share to each of several things', () => {
    const pairs = { ...data, things: data.things.map(() => ['disc', 'shadow']) };
    const { thing } = judgeFeeds({ ...judgeDiscs, things: 'disc,moon,shadow' }, pairs)(0);
    expect([...thing!.data]).toEqual([0.5, 0, 0.5, 0.5, 0, 0.5]);
  });
});
