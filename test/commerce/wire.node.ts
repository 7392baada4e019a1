import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {WireError, dictionary, flag, kept, list, oneOf, optional, orElse, record, shape, text, whole} from '../../src/commerce/wire.ts';

const read = shape({name: text, age: optional(whole), tags: kept(orElse(text, undefined)), pets: optional(list(shape({kind: oneOf('cat', 'dog'), fed: flag}))), notes: optional(dictionary(text))});

describe('A reader of JSON from outside', () => {
  it('answers what it knows and drops the rest', () => {
    assert.deepEqual(read({name: 'Wing', age: null, tags: ['a', 1, 'b'], pets: [{kind: 'cat', fed: true, extra: 1}], notes: {a: 'b'}, other: {}}, '$'), {
      name: 'Wing', tags: ['a', 'b'], pets: [{kind: 'cat', fed: true}], notes: {a: 'b'},
    });
  });

  const mistakes: [unknown, string][] = [
    [null, '$ is not an object'], [[], '$ is not an object'], ['x', '$ is not an object'], [{}, '$.name is not a string'], [{name: 1}, '$.name is not a string'],
    [{name: '', age: 1.5}, '$.age is not a whole number'], [{name: '', age: '1'}, '$.age is not a whole number'], [{name: '', age: 2 ** 53}, '$.age is not a whole number'],
    [{name: '', pets: {}}, '$.pets is not a list'], [{name: '', pets: [{kind: 'cat', fed: true}, {kind: 'cow', fed: true}]}, '$.pets[1].kind is not cat or dog'],
    [{name: '', pets: [{kind: 'dog', fed: 1}]}, '$.pets[0].fed is not true or false'], [{name: '', notes: {'a b': 1}}, '$.notes["a b"] is not a string'],
  ];
  for (const [json, message] of mistakes) {
    it(`says ${JSON.stringify(message)}`, () => assert.throws(() => read(json, '$'), (error) => error instanceof WireError && error.message === message));
  }

  it('does not take what every object inherits for an answer', () => {
    assert.throws(() => shape({constructor: optional(record), toString: record})({}, '$'), WireError);
    assert.equal(({} as {polluted?: unknown}).polluted, undefined);
    dictionary(record)(JSON.parse('{"__proto__": {"polluted": true}}'), '$');
    assert.equal(({} as {polluted?: unknown}).polluted, undefined);
  });

  it('answers or throws WireError, whatever came', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => {
      try {
        read(json, '$');
      } catch (error) {
        assert(error instanceof WireError);
      }
    }));
  });
});
