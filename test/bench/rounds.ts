import { createInterface } from 'node:readline';

/** The other end of a `Contender`: says `ready`, then does `work` as often as it is asked to. */
export async function answerRounds(ready: object, work: () => Promise<unknown>): Promise<void> {
  console.log(JSON.stringify(ready));
  for await (const line of createInterface(process.stdin)) {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    for (let i = 0; i < Number(line); i++) await work();
    const seconds = (performance.now() - begun) / 1000 / Number(line);
    const { user, system } = process.cpuUsage(used);
    const cpuSeconds = (user + system) / 1e6 / Number(line);
    console.log(JSON.stringify({ seconds, cpuSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 }));
  }
  process.exit();
}
