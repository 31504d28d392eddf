import { parseArgs } from 'node:util';
import { build } from '../infra/build.ts';
import { exitCodeOf, onSignals } from '../infra/signals.mjs';
import { launchBrowser } from './browser.ts';
import { Stack } from './stack.ts';

/*
 * Takes the picture of the studio that README.md shows:
 * `node infra/bootstrap.mjs test/screenshot.ts --out infra/readme/studio.png`
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: 'infra/readme/studio.png' } } });

onSignals((signal) => process.exit(exitCodeOf(signal)));
await build(console.log);
const [stack, browser] = await Promise.all([Stack.start(), launchBrowser()]);
try {
  const size = { width: 1120, height: 700 };
  const page = await browser.newPage({ baseURL: stack.url, viewport: size, colorScheme: 'dark' });
  await page.goto('/?bundle=if-tiny&prompt=a+lithograph+of+a+skull&seed=1&count=6');
  await page.getByRole('button', { name: 'Develop' }).click();
  await page.getByRole('link', { name: 'Open the print' }).waitFor({ timeout: 120_000 });
  await page.getByRole('heading', { level: 1 }).hover();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: values.out });
} finally {
  await browser.close();
  await stack.stop();
}
