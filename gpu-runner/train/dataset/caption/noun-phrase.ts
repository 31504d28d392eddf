/** Names that end in s and are one all the same. */
const SINGULAR =
  /(?:ss|us|tennis|ceros|box of \w+|(?:bowl|glass|piece|can|ball|bag|sheaf|bunch|stack|slice|pair|plate|painting|nest|city|bottle)\b.*)$/;

/** Names of many, though they do not end in s. */
const PLURAL = /^(?:people|two|men|women) |^(?:grapes|dice|bricks)$/;

/** What comes in no number. */
const MASS: ReadonlySet<string> = new Set([
  'bacon',
  'blood',
  'bread',
  'broccoli',
  'butter',
  'cabbage',
  'champagne',
  'cheese',
  'coffee',
  'confetti',
  'coral',
  'corn',
  'curry',
  'curry with rice',
  'dna',
  'fire',
  'food',
  'fried shrimp',
  'garlic',
  'ginger',
  'green tea',
  'honey',
  'lettuce',
  'lightning',
  'luggage',
  'meat',
  'meat on the bone',
  'milk',
  'money',
  'money with wings',
  'nail polish',
  'paella',
  'popcorn',
  'rain',
  'ramen',
  'red wine',
  'rice',
  'shaved ice',
  'sheet music',
  'soap',
  'soup',
  'spaghetti',
  'stew',
  'sushi',
  'table tennis',
  'tempura',
  'thread',
  'toilet paper',
  'wheat',
  'whiskey',
  'wine',
  'wood',
  'yarn',
  'zzz',
]);

/** Of which there is one. */
const ONLY: ReadonlySet<string> = new Set(['milky way', 'sea', 'statue of liberty', 'sun', 'earth']);

/** Names of persons and places, and what has its own article. */
const PROPER = /^(?:santa|saturn|mount fuji|planet earth|the |an? )/;

/** "a cat", "an apple", "the sun", "grapes", "an orange cat": the name with its article and an adjective. */
export function nounPhrase(name: string, adjective?: string): string {
  const whole = adjective === undefined ? name : `${adjective} ${name}`;
  if (PROPER.test(name)) return adjective === undefined ? name : whole;
  if (isMany(name)) return whole;
  if (ONLY.has(name)) return `the ${whole}`;
  return `${article(whole)} ${whole}`;
}

function isMany(name: string): boolean {
  const head = name.split(
    / (?:of|with|in|on|at|and|wearing|holding|covering|sticking|rolling|riding|over|behind|under) /,
  )[0]!;
  return MASS.has(name) || PLURAL.test(name) || (head.endsWith('s') && !SINGULAR.test(head));
}

/** By sound: "an hourglass", "a unicorn", "an x-ray", "a ufo". */
export function article(words: string): 'a' | 'an' {
  if (/^(?:hour|heir|honest|x-ray|suv)/.test(words)) return 'an';
  return /^(?:uni|use|ufo|eu|ew|one\b|ukulele|utensil)/.test(words) || !/^[aeiou]/.test(words) ? 'a' : 'an';
}
