import { describe, expect, it } from 'vitest';
import { goalsOf } from './goals.ts';
import type { PictureVerdict } from './verdict.ts';
import { pictureVerdictSection, pictureVerdictText } from './verdict-text.ts';

const shares = (top1: number) => ({ pictures: 200, top1, top5: 0.95, style: 0.9 });
const byStyle = (top1: number) => ({ ...shares(top1), byStyle: [{ name: 'oil', ...shares(top1), pictures: 34 }] });

const good: PictureVerdict = {
  read: { samples: byStyle(0.75), data: byStyle(0.97) },
  spread: {
    prompts: 8,
    each: 8,
    samples: { pixels: 0.2, features: 0.4 },
    data: { pixels: 0.25, features: 0.45 },
  },
  edits: {
    pictures: 16,
    originals: 8,
    unrelated: 0.375,
    series: [
      { t: 100, distance: 0.05, kept: 0.9, asked: 0, errors: { kept: 0.08, asked: 0 } },
      { t: 950, distance: 0.3, kept: 0.1, asked: 0.6, errors: { kept: 0.07, asked: 0.16 } },
    ],
  },
  inpainted: {
    pictures: 16,
    samples: { border: 0.03, inside: 0.03, outside: 0.02 },
    data: { border: 0.02, inside: 0.03, outside: 0.02 },
  },
};
const missed = (verdict: PictureVerdict) =>
  goalsOf(verdict)
    .filter(({ isMet }) => !isMet)
    .map(({ wanted, measured }) => `${wanted}: ${measured}`);

describe('the goals', () => {
  it('are met by what is good', () => {
    expect(missed(good)).toEqual([]);
  });

  it('are missed one by one, with the numbers', () => {
    const [least, most] = good.edits.series;
    const { samples } = good.inpainted;
    const edited = (...series: PictureVerdict['edits']['series']) => ({ ...good, edits: { ...good.edits, series } });
    expect(missed({ ...good, read: { ...good.read, samples: byStyle(0.6999) } })).toEqual([
      'samples are read as the thing asked for (70.0%): 70.0% ± 3.2',
    ]);
    expect(missed({ ...good, spread: { ...good.spread, samples: { pixels: 0.1, features: 0.4 } } })).toEqual([
      expect.stringMatching(/as far apart as the data's.*: 40.0%$/),
    ]);
    expect(missed(edited({ ...least!, kept: 0.5 }, most!))).toEqual([
      'edits from t = 100 keep what they were (80.0%): 50.0% ± 8.0',
    ]);
    expect(missed(edited(least!, { ...most!, kept: 0.5 }))).toEqual([
      'edits from t = 950 forget it (at most 20.0%): 50.0% ± 7.0',
    ]);
    expect(missed(edited(least!, { ...most!, distance: 0.04 }))).toEqual([
      'the more noise, the further from the original: 0.050, 0.040',
    ]);
    expect(missed({ ...good, inpainted: { ...good.inpainted, samples: { ...samples, border: 0.06 } } })).toEqual([
      expect.stringMatching(/no seam.*: 2.00 times$/),
    ]);
  });
});

describe('the verdict', () => {
  const sheets = [{ file: 'judged-course.png', caption: "The course's prompts" }];
  const section = (verdict: PictureVerdict) =>
    pictureVerdictSection(verdict, { command: 'manifold judge --seed 0', sheets, accuracy: shares(0.943) });

  it('can be read in a terminal', () => {
    const text = pictureVerdictText(good);
    expect(text).toMatch(/^oil +34 +75\.0% \+- 7\.4 \(97\.0% \+- 2\.9\) +95\.0% \+- 3\.7 \(95\.0% \+- 3\.7\) /m);
    expect(text).toMatch(/^t = 950 +0\.300 +10\.0% \+- 7\.0 +60\.0% \+- 16\.0$/m);
    expect(text).toMatch(/^met {4}samples are read as the thing asked for \(70\.0%\): 75\.0% \+- 3\.1$/m);
    const poor = pictureVerdictText({ ...good, read: { ...good.read, samples: byStyle(0.5) } });
    expect(poor).toMatch(/^MISSED samples are read as the thing asked for/m);
    const [first, ...others] = text.split('\n').filter((line) => /^(all|oil)/.test(line));
    expect(others.map(({ length }) => length)).toEqual([first!.length]);
  });

  it('is a section of a card, which says how good the judge is and shows what was drawn', () => {
    const text = section(good);
    expect(text).toMatch(/^## Judged\n\n {4}manifold judge --seed 0\n/);
    expect(text).toContain('reads 94.3% of 200 pictures held out');
    expect(text).toContain(
      '| all | 200 | 75.0% ± 3.1 (97.0% ± 1.2) | 95.0% ± 1.5 (95.0% ± 1.5) | 90.0% ± 2.1 (90.0% ± 2.1) |',
    );
    expect(text).toContain('| redrawn | 0.0300 | 0.0300 | 0.0200 |');
    expect(text).toContain('It meets all 8 goals:\n\n- samples are read as the thing asked for (70.0%): 75.0% ± 3.1\n');
    expect(text).toContain("![The course's prompts](judged-course.png)");
  });

  it('says of a goal whose threshold lies within the error that it does, met or missed', () => {
    const close = (top1: number) => section({ ...good, read: { ...good.read, samples: byStyle(top1) } });
    expect(close(0.705)).toContain('It meets all 8 goals, 1 of them within the error:\n\n- samples are read');
    expect(close(0.705)).toContain('(70.0%): 70.5% ± 3.2, within the error\n');
    expect(close(0.69)).toContain('It meets 7 of 8 goals:');
    expect(close(0.69)).toContain('(70.0%): 69.0% ± 3.3, missed, within the error\n');
  });

  it('promises nothing of what all or none are', () => {
    const all = section({ ...good, read: { ...good.read, samples: byStyle(1) } });
    expect(all).toContain('(70.0%): 100.0%\n');
  });

  it('says in words what falls short', () => {
    const text = section({ ...good, read: { ...good.read, samples: byStyle(0.5) } });
    expect(text).toContain(
      'It meets 7 of 8 goals:\n\n- samples are read as the thing asked for (70.0%): 50.0% ± 3.5, missed\n',
    );
  });
});
