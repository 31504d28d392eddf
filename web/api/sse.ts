/** One server-sent event, as its lines say it. */
export interface ServerEvent {
  id: string | undefined;
  type: string;
  data: string;
}

export interface Taken {
  events: ServerEvent[];
  /** Whether there was an event or a heartbeat: what a stream that is of use says. */
  isAlive: boolean;
  /** Milliseconds after which the server wants a client to come again, where it said so. */
  retryMs: number | undefined;
  /** What waits for more text. */
  rest: string;
}

type Field = readonly [name: string, value: string];

/** Splits what has arrived of an event stream into whole events and the `rest`. */
export function takeEvents(text: string): Taken {
  // A carriage return at the very end may be half a line end: it stays in the rest until the next text shows.
  const held = text.endsWith('\r') ? '\r' : '';
  const blocks = text
    .slice(0, text.length - held.length)
    .replaceAll(/\r\n?/g, '\n')
    .split('\n\n');
  const rest = blocks.pop()! + held;
  const read = blocks.map((block) => block.split('\n').filter(Boolean).map(fieldOf));
  const all = read.flat();
  return {
    events: read.flatMap(eventOf),
    isAlive: all.some(([name]) => name === 'data' || name === comment),
    retryMs: retryIn(all),
    rest,
  };
}

/** A block without data is a comment or says when to come again: no event. */
function eventOf(fields: readonly Field[]): ServerEvent[] {
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  if (data.length === 0) return [];
  const last = (wanted: string) => fields.findLast(([name]) => name === wanted)?.[1];
  return [{ id: last('id'), type: last('event') ?? 'message', data: data.join('\n') }];
}

function retryIn(fields: readonly Field[]): number | undefined {
  const said = fields.findLast(([name, value]) => name === 'retry' && /^\d+$/.test(value));
  return said && Number(said[1]);
}

/** The name of the field that a line beginning with a colon is: a heartbeat is a comment. */
const comment = '';

function fieldOf(line: string): Field {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
