/** Limits on what one recipe may ask, checked before anything recurses or runs. */
export const bounds = {
  /** Levels of nested estimates; a leaf alone is one. */
  depth: 4,
  /** Leaves of an estimate; each costs at most two U-Net rows a sample and evaluation. */
  leaves: 8,
  /** Leaves that the panels of a study have of their own, together: one for each of as many as there may be. */
  panelLeaves: 64,
  /** Entries of all lists of estimates in a request, before it is parsed: of the leaves above come 2 * (8 + 64) at most. */
  branches: 256,
  /** Characters of a prompt. */
  prompt: 500,
  /** Prompts that a bundle proposes. */
  examples: 64,
  /** Samples of one recipe. */
  count: 16,
  /** U-Net evaluations of one sample. */
  evaluations: 1000,
  /** U-Net rows of the whole computation, those of the second stage apart. */
  rows: 20_000,
  /** Rows of the second stage, whose pictures have some sixteen times the pixels: 16 samples in 100 steps, and some over. */
  upscaledRows: 4000,
  /** Pictures of a study: panels, and of each the samples. */
  pictures: 64,
  /** Columns of a study's sheet. */
  columns: 16,
  /** Characters of a panel's label. */
  label: 100,
  /** Sigmas that a blur is chosen from. */
  sigmas: 32,
  /** Absolute guidance scale. */
  guidance: 100,
  /** Nesting of any JSON that a client sends: a recipe at its deepest has 15 levels. */
  json: 20,
} as const;

/** Whether `value` nests deeper than `limit` containers. */
export function nestsDeeperThan(value: unknown, limit: number): boolean {
  for (const { depth } of containersIn(value)) if (depth > limit) return true;
  return false;
}

/** Whether the lists of estimates in `value` have more than `limit` entries together: each may cost four attempts to parse it. */
export function branchesMoreThan(value: unknown, limit: number): boolean {
  let branches = 0;
  for (const { node } of containersIn(value)) {
    for (const list of listsOf(node)) branches += list.length;
    if (branches > limit) return true;
  }
  return false;
}

function listsOf(node: { mean?: unknown; sum?: unknown }): unknown[][] {
  return [node.mean, node.sum].filter(Array.isArray);
}

/** Every object and list in `value`, from outside in. The stack is its own: hostile depth cannot exhaust the call stack. */
function* containersIn(value: unknown): Generator<{ node: object; depth: number }> {
  const stack: { node: unknown; depth: number }[] = [{ node: value, depth: 1 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth } = top;
    if (typeof node !== 'object' || node === null) continue;
    yield { node, depth };
    for (const inner of Object.values(node)) stack.push({ node: inner, depth: depth + 1 });
  }
}
