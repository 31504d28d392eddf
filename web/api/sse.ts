/** One server-sent event, as its lines say it. */
export interface ServerEvent {
  id: string | undefined;
  type: string;
  data: string;
}

/** Splits what has arrived of an event stream into whole events and the `rest`, which waits for more text. */
export function takeEvents(text: string): { events: ServerEvent[]; rest: string } {
  // A carriage return at the very end may be half a line end: it stays in the rest until the next text shows.
  const held = text.endsWith('\r') ? '\r' : '';
  const blocks = text
    .slice(0, text.length - held.length)
    .replaceAll(/\r\n?/g, '\n')
    .split('\n\n');
  const rest = blocks.pop()! + held;
  return { events: blocks.flatMap(eventOf), rest };
}

/** A block without data is a comment or a heartbeat: no event. */
function eventOf(block: string): ServerEvent[] {
  const fields = block.split('\n').map(fieldOf);
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  if (data.length === 0) return [];
  const last = (wanted: string) => fields.findLast(([name]) => name === wanted)?.[1];
  return [{ id: last('id'), type: last('event') ?? 'message', data: data.join('\n') }];
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
