import type { Attribute, Graph, Initialiser, Node } from './graph.ts';
import { bytes, encode, type Field, float, integer, message, string } from './protobuf.ts';
import { DATA_TYPES, type Value } from './value.ts';

const IR_VERSION = 10;
const OPSET = 20;

/**
 * The graph as an ONNX model. Only what the outputs need is written: gradients nobody asked for, and the nodes that
 * fed them, fall away here. Field numbers are those of onnx.proto (ONNX 1.17).
 */
export function serialise(graph: Graph): Uint8Array {
  const reached = reachable(graph);
  const domains = ['', ...new Set(reached.nodes.map((node) => node.domain).filter((domain) => domain !== ''))];
  return encode(
    integer(1, IR_VERSION),
    ...domains.map((domain) => message(8, string(1, domain), integer(2, domain === '' ? OPSET : 1))),
    message(7, ...graphFields(graph, reached)),
  );
}

interface Reached {
  readonly nodes: readonly Node[];
  readonly needed: ReadonlySet<string>;
}

function graphFields(graph: Graph, { nodes, needed } = reachable(graph)): Field[] {
  return [
    ...nodes.map(nodeField),
    string(2, 'graph'),
    ...graph.initialisers.filter(({ value }) => needed.has(value.name)).map(initialiserField),
    ...graph.inputs.map((value) => valueField(11, value)),
    ...graph.outputs.map((value) => valueField(12, value)),
  ];
}

function reachable(graph: Graph): Reached {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some(({ name }) => needed.has(name))) return false;
      for (const name of readBy(node)) needed.add(name);
      return true;
    })
    .toReversed();
  return { nodes, needed };
}

/** Names of the values that a node reads, those of this graph in its body too. */
function readBy(node: Node): string[] {
  const bodies = Object.values(node.attributes).flatMap((attribute) =>
    'body' in attribute ? attribute.body.nodes : [],
  );
  return [...node.inputs.map(({ name }) => name), ...bodies.flatMap(readBy)];
}

function nodeField(node: Node): Field {
  return message(
    1,
    ...node.inputs.map(({ name }) => string(1, name)),
    ...node.outputs.map(({ name }) => string(2, name)),
    string(4, node.op),
    ...Object.entries(node.attributes).map(([name, value]) => message(5, string(1, name), ...attributeFields(value))),
    string(7, node.domain),
  );
}

function attributeFields(attribute: Attribute): Field[] {
  if ('float' in attribute) return [float(2, attribute.float), integer(20, 1)];
  if ('int' in attribute) return [integer(3, attribute.int), integer(20, 2)];
  if ('text' in attribute) return [string(4, attribute.text), integer(20, 3)];
  if ('body' in attribute) return [message(6, ...graphFields(attribute.body)), integer(20, 5)];
  return [...attribute.ints.map((i) => integer(8, i)), integer(20, 7)];
}

function initialiserField({ value, content }: Initialiser): Field {
  return message(
    5,
    ...value.dims.map((d) => integer(1, Number(d))),
    integer(2, DATA_TYPES[value.dtype]),
    string(8, value.name),
    ...contentFields(content),
  );
}

function contentFields(content: Initialiser['content']): Field[] {
  if (ArrayBuffer.isView(content)) {
    return [bytes(9, new Uint8Array(content.buffer, content.byteOffset, content.byteLength))];
  }
  const entries = { location: content.location, offset: `${content.offset}`, length: `${content.length}` };
  return [
    ...Object.entries(entries).map(([key, value]) => message(13, string(1, key), string(2, value))),
    integer(14, 1),
  ];
}

function valueField(field: number, value: Value): Field {
  const dims = value.dims.map((d) => message(1, d === 'N' ? string(2, d) : integer(1, d)));
  return message(
    field,
    string(1, value.name),
    message(2, message(1, integer(1, DATA_TYPES[value.dtype]), message(2, ...dims))),
  );
}
