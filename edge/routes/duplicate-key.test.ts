import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateKey } from './duplicate-key.ts';

/** JSON text of a value, with the first name of the object at `path` twice. */
function doubled(value: unknown, space: number): string {
  return JSON.stringify(value, null, space).replace('"":1', '"": 1 , "": 2');
}

describe('a name that stands twice', () => {
  it.each([
    ['{"prompt":"7","prompt":"8"}', ['prompt']],
    ['{"a":[1,{"b":1,"c":{},"b":2}]}', ['a', 1, 'b']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"a~/b" : 1, "a~/b"\n:2}', ['a~/b']],
    ['{"a":{"x":1},"b":{"x":1},"c":"a"}', undefined],
    ['["a","a",{"a":"a"},{"a":"\\"a\\":"}]', undefined],
    ['{"__proto__":1,"constructor":2}', undefined],
    ['"{\\"a\\":1,\\"a\\":2}"', undefined],
    ['7', undefined],
  ])('is found in %s: %s', (text, path) => {
    JSON.parse(text);
    expect(duplicateKey(text)).toEqual(path);
  });

  it('is in no JSON that is written, and in any once it is put there', () => {
    const place = fc.array(fc.oneof(fc.string(), fc.constant(0)), { maxLength: 5 });
    fc.assert(
      fc.property(fc.jsonValue(), place, fc.constantFrom(0, 2), (value, path, space) => {
        expect(duplicateKey(JSON.stringify(value, null, space))).toBeUndefined();
        const nested = path.reduceRight<unknown>((inner, key) => (key === 0 ? [inner] : { [`${key}.`]: inner }), {
          '': 1,
        });
        const names = path.map((key) => (key === 0 ? 0 : `${key}.`));
        expect(duplicateKey(doubled(nested, space).replace('"": 1\n', '"": 1, "": 2\n'))).toEqual([...names, '']);
      }),
    );
  });
});
