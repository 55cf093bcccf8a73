// The oracle of the canonical body and of amounts: Node's own JSON.stringify.
// Not a test by itself: the tests of every language read the vector files it writes, and `cargo xtask oracle` compares its stream.
//
//   node tests/oracle/canonical.mjs --vectors              writes tests/vectors/canonical-body.json and tests/vectors/amount.json
//   node tests/oracle/canonical.mjs --stream 1000 --seed 7 prints 1000 lines "input<TAB>expected"
//
// A stream input is `d` and the 16 hex digits of a double, `s` and the UTF-16 code units of a string in hex, or `t` and JSON text.
// The expected part is what JSON.stringify gives; ASCII escapes are only used where a line could not hold the character.

import { readFileSync, writeFileSync } from 'node:fs';

// ---- a seedable generator (splitmix64), so that a failure can be repeated ----
function generator(seed) {
  let state = BigInt.asUintN(64, BigInt(seed));
  const next = () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  // 53 bits at a time are enough below; BigInt arithmetic per draw would make a million rows slow.
  let pool = 0n, left = 0;
  const bits32 = () => {
    if (left === 0) { pool = next(); left = 2; }
    const low = Number(pool & 0xffffffffn);
    pool >>= 32n; left -= 1;
    return low;
  };
  return { bits32, below: (n) => Math.floor((bits32() / 4294967296) * n) };
}

// ---- doubles ----
const view = new DataView(new ArrayBuffer(8));
const fromBits = (high, low) => { view.setUint32(0, high); view.setUint32(4, low); return view.getFloat64(0); };
const hexOf = (double) => {
  view.setFloat64(0, double);
  return view.getUint32(0).toString(16).padStart(8, '0') + view.getUint32(4).toString(16).padStart(8, '0');
};
/** The double so many steps away. */
const step = (double, by) => {
  view.setFloat64(0, double);
  view.setBigUint64(0, BigInt.asUintN(64, view.getBigUint64(0) + BigInt(by)));
  return view.getFloat64(0);
};

function randomDouble(random) {
  for (;;) {
    let double;
    switch (random.below(6)) {
      case 0: double = fromBits(random.bits32() & 0x800fffff, random.bits32()); break; // subnormals
      case 1: double = step(Number(`1e${random.below(632) - 323}`), random.below(9) - 4); break; // around powers of ten
      case 2: double = (random.bits32() % 100000000) / 10 ** random.below(7); break; // prices
      case 3: double = step(2 ** (random.below(2098) - 1074), random.below(5) - 2); break; // around powers of two
      default: double = fromBits(random.bits32(), random.bits32()); // any bits
    }
    if (Number.isFinite(double)) return random.below(4) === 0 ? -double : double;
  }
}

// ---- strings and trees ----
function randomUnits(random) {
  const units = [];
  for (let left = random.below(24); left > 0; left -= 1) {
    switch (random.below(8)) {
      case 0: units.push(random.below(0x20)); break;
      case 1: units.push([0x22, 0x5c, 0x2f, 0x7f, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff][random.below(9)]); break;
      case 2: units.push(0xd800 + random.below(0x800)); break; // half a pair, or by luck a whole one
      case 3: units.push(0xd800 + random.below(0x400), 0xdc00 + random.below(0x400)); break;
      case 4: units.push(random.below(0x10000)); break;
      default: units.push(0x20 + random.below(0x5f));
    }
  }
  return units;
}
const randomString = (random) => String.fromCharCode(...randomUnits(random));

function randomKey(random) {
  switch (random.below(5)) {
    case 0: return String(random.below(30));
    case 1: return ['0', '00', '01', '-1', '1.5', '1e3', '__proto__', '', 'constructor', '4294967294', '4294967295', '4294967296'][random.below(12)];
    case 2: return String(random.bits32());
    case 3: return randomString(random);
    default: return 'k' + random.below(12);
  }
}

/** JSON text in every dress that JSON.parse accepts: white space, escapes, long numbers, keys that come twice. */
function randomText(random, depth) {
  const space = () => ['', '', '', ' ', '\t', '\r\n '][random.below(6)];
  const quoted = (string) => random.below(3) === 0
    ? '"' + Array.from({ length: string.length }, (_, i) => '\\u' + string.charCodeAt(i).toString(16).padStart(4, '0')).join('') + '"'
    : JSON.stringify(string);
  switch (depth > 0 ? random.below(7) : random.below(4)) {
    case 0: return ['null', 'true', 'false'][random.below(3)];
    case 1: return randomNumberText(random);
    case 2: case 3: return quoted(randomString(random));
    case 4: return `[${space()}${Array.from({ length: random.below(5) }, () => space() + randomText(random, depth - 1) + space()).join(',')}]`;
    default: return `{${space()}${Array.from({ length: random.below(7) }, () => `${space()}${quoted(randomKey(random))}${space()}:${space()}${randomText(random, depth - 1)}${space()}`).join(',')}}`;
  }
}

/** The shortest text of a double, sometimes dressed up without changing its decimal value. */
function randomNumberText(random) {
  const text = String(randomDouble(random));
  if (text.includes('e')) return random.below(2) ? text : text.replace('e+', 'E').replace('e', 'E');
  switch (random.below(4)) {
    case 0: return text.includes('.') ? text + '00' : text + '.0';
    case 1: return text + 'e0';
    case 2: return text.includes('.') || text === '0' ? text : text + '0e-1';
    default: return text;
  }
}

function stream(count, seed) {
  const random = generator(seed);
  let lines = [];
  const flush = () => { process.stdout.write(lines.join('')); lines = []; };
  for (let i = 0; i < count; i += 1) {
    const kind = i % 20;
    if (kind < 16) {
      const double = randomDouble(random);
      lines.push(`d${hexOf(double)}\t${JSON.stringify(double)}\n`);
    } else if (kind < 18) {
      const units = randomUnits(random);
      lines.push(`s${units.map((unit) => unit.toString(16).padStart(4, '0')).join('')}\t${JSON.stringify(String.fromCharCode(...units))}\n`);
    } else {
      // One line, no tab: outside strings white space is free, inside they are escaped anyway.
      const text = randomText(random, 4).replace(/[\t\r\n]/g, ' ');
      lines.push(`t${text}\t${JSON.stringify(JSON.parse(text))}\n`);
    }
    if (lines.length === 4096) flush();
  }
  flush();
}

// ---- vector files ----
/** Exact decimal value as digits and exponent, computed here a second time and in another way than the core does. */
function decimalValue(text) {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = (whole + fraction).replace(/^0+/, '');
  if (/^0*$/.test(digits)) return '0';
  const stripped = digits.replace(/0+$/, '');
  return `${sign}${stripped}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - stripped.length)}`;
}
const numbersIn = (json) => json.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];

function depthOf(json) {
  let [depth, deepest] = [0, 0];
  for (const bracket of json.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/[^[\]{}]/g, '')) {
    depth += '[{'.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What the core must make of JSON text; the refusals are ours, everything else is Node's. */
function expectation(json) {
  let value;
  try { value = JSON.parse(json); } catch { return { error: 'invalid_json' }; }
  if (depthOf(json) > 128) return { error: 'too_deep' };
  for (const number of numbersIn(json)) {
    if (!Number.isFinite(Number(number))) return { error: 'not_finite' };
    if (decimalValue(number) !== decimalValue(String(Number(number)))) return { error: 'inexact' };
  }
  return { body: JSON.stringify(value) };
}
const ascii = (text) => text.replace(/[^\x20-\x7e]/g, (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'));

function canonicalRows() {
  const rows = [];
  const text = (id, why, json, expect = expectation(json)) => rows.push({ id, why, input: { json }, expect });
  const double = (id, why, value) => rows.push({ id, why, input: { f64: hexOf(value) }, expect: Number.isFinite(value) ? { body: JSON.stringify(value) } : { error: 'not_finite' } });

  const edges = [0, -0, 1, -1, 75, 75.5, 0.1, 0.2, 0.1 + 0.2, 0.3, 1 / 3, 2 / 3, 9.99, 19.99, 1e2, 123456789.01, 0.01, 0.07, 1.005, 4.35, 1.1 * 3, 100.10, 999999.99, 1e-6, 1e-7, 1.5e-7, 0.0000012, 123e-8, 1e20, 1e21, 1.5e21, 123456789012345680000, 1e22, 1e23, 2 ** 53, 2 ** 53 - 1, 2 ** 53 + 2, 2 ** 31, 2 ** 32, 2 ** 63, 2 ** 64, -(2 ** 63), 5e-324, 1e-323, 2.2250738585072014e-308, 2.225073858507201e-308, Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON, Math.PI, Math.E, 4.9e-322, 9007199254740993, 5e-7, 0.000001234, 1e15, 1e16, 1e17, 9.5e-7, 299792458, 6.02214076e23, 2.98023223876953125e-8, 9.2e18, 1.7976931348623155e308, 8.41e21, 2.0919495182368195e19, 5.764607523034235e39, 1.152921504606847e40];
  new Map(edges.map((value) => [hexOf(value), value])).forEach((value) => double(`double-${hexOf(value)}`, `the double that JavaScript prints as ${value}`, value));
  for (let exponent = -323; exponent <= 308; exponent += 45) for (const by of [-1, 0, 1]) {
    const value = step(Number(`1e${exponent}`), by);
    double(`power-of-ten-${exponent}-${by + 1}`, `${['just below', 'nearest to', 'just above'][by + 1]} 1e${exponent}`, value);
  }
  for (const value of [1e21, 1e-6, 1e-7]) for (const by of [-2, -1, 1, 2]) double(`notation-${hexOf(step(value, by))}`, `${by} steps from ${value}, where the notation changes`, step(value, by));
  double('not-finite-nan', 'JSON.stringify writes null for NaN; a body must not lose an amount that way', NaN);
  double('not-finite-infinity', 'the same for an infinity', Infinity);
  double('not-finite-minus-infinity', 'and for the other one', -Infinity);

  for (let unit = 0; unit < 0x20; unit += 1) text(`control-${unit.toString(16).padStart(2, '0')}`, 'controls are escaped: short forms where JavaScript has one, else \\u00xx in lower case', `"a\\u${unit.toString(16).padStart(4, '0')}b"`);
  for (const [id, why, json] of [
    ['quote', 'quote and backslash are escaped', '"a\\"b\\\\c"'],
    ['slash', 'a slash is not', '"a\\/b"'],
    ['delete', 'U+007F is written as it is', '"\\u007f"'],
    ['c1', 'and so are the C1 controls', '"\\u0080\\u009f"'],
    ['line-separator', 'U+2028 and U+2029 are written as they are', '"\\u2028\\u2029"'],
    ['bom-inside', 'a U+FEFF inside a string is a character', '"\\ufeff"'],
    ['noncharacter', 'U+FFFE and U+FFFF are characters too', '"\\ufffe\\uffff"'],
    ['replacement', 'U+FFFD is not special', '"\\ufffd"'],
    ['two-byte', 'two bytes of UTF-8', '"caf\\u00e9"'],
    ['pair', 'two escapes of a pair are one character', '"\\ud83d\\ude00"'],
    ['pair-upper', 'hex digits may be upper case', '"\\uD83D\\uDE00"'],
    ['empty', 'an empty string', '""'],
    ['null-char', 'U+0000', '"\\u0000"'],
    ['mixed', 'runs of plain text between escapes', '"0123456789abcdef0123456789abcde\\n0123456789abcdef\\t\\u00e9\\"end"'],
  ]) text(`string-${id}`, why, json);
  const half = { high: 'd83d', low: 'de00', 'first-high': 'd800', 'last-high': 'dbff', 'first-low': 'dc00', 'last-low': 'dfff' };
  for (const [name, unit] of Object.entries(half)) for (const [place, json] of Object.entries({ alone: `"\\u${unit}"`, first: `"\\u${unit}a"`, last: `"a\\u${unit}"`, inside: `"a\\u${unit}b"`, twice: `"\\u${unit}\\u${unit}"`, key: `{"\\u${unit}":"\\u${unit}"}`, 'before-pair': `"\\u${unit}\\ud83d\\ude00"`, 'after-pair': `"\\ud83d\\ude00\\u${unit}"` }))
    text(`lone-${name}-${place}`, 'half a surrogate pair is escaped in lower case, a whole one is a character', json);
  text('lone-swapped', 'the halves in the wrong order stay two halves', '"\\ude00\\ud83d"');
  text('lone-before-escape', 'a half before another escape', '"\\ud83d\\n"');
  text('lone-before-backslash-u', 'a half before an escape that is no surrogate', '"\\ud83d\\u0041"');

  for (const [id, why, json] of [
    ['integers-first', 'integer-like keys come first, ascending', '{"b":1,"10":2,"9":3,"a":4,"0":5}'],
    ['largest-index', '4294967294 is the largest array index', '{"a":1,"4294967294":2}'],
    ['above-largest-index', '4294967295 is not one and stays where it was', '{"a":1,"4294967295":2,"1":3}'],
    ['around-largest-index', 'both, next to each other', '{"4294967295":1,"4294967294":2,"4294967296":3}'],
    ['leading-zero', '"01" is a name, not an index', '{"a":1,"01":2,"00":3,"0":4}'],
    ['minus', '"-1" and "-0" are names', '{"a":1,"-1":2,"-0":3,"1":4}'],
    ['fraction', '"1.5" and "1e3" are names', '{"a":1,"1.5":2,"1e3":3,"2":4}'],
    ['spaces', 'with a space it is a name', '{"a":1," 1":2,"1 ":3,"1":4}'],
    ['plus', 'with a plus it is a name', '{"a":1,"+1":2,"1":3}'],
    ['digits-not-ascii', 'digits of another script make a name', '{"a":1,"\\u0661":2,"1":3}'],
    ['long-digits', 'more digits than an index has', '{"a":1,"12345678901":2,"9007199254740993":3,"7":4}'],
    ['proto', '__proto__ is an ordinary key', '{"a":1,"__proto__":{"b":2},"constructor":3}'],
    ['proto-twice', 'also when it comes twice', '{"__proto__":1,"a":2,"__proto__":3}'],
    ['duplicate', 'the first place, the last value', '{"a":1,"b":2,"a":3}'],
    ['duplicate-index', 'the same for an index', '{"2":1,"1":2,"2":3}'],
    ['duplicate-escaped', 'a key is compared decoded', '{"a":1,"b":2,"\\u0061":3}'],
    ['empty-key', 'the empty key is a key', '{"":1,"0":2}'],
    ['odd-key', 'keys are escaped as strings are', '{"a\\"\\u0000\\u2028":1}'],
    ['nested-order', 'the order is kept at every depth', '{"z":{"2":1,"1":{"y":1,"0":2}},"1":[{"b":1,"0":2}]}'],
  ]) text(`keys-${id}`, why, json);

  for (const [id, why, json] of [
    ['empty-object', 'nothing in it', '{}'], ['empty-array', 'nothing in it', '[]'],
    ['white-space', 'white space outside strings goes', ' {\t"a" :\r\n[ 1 , 2 ] , "b c" : " d " } '],
    ['literals', 'the three literals', '[true,false,null]'],
    ['scalar', 'a body need not be an object', '"a"'],
    ['nested', 'a tree', '{"a":[{"b":[[],{},[{"c":null}]]}],"d":{"e":{"f":false}}}'],
    ['deep-128', '128 levels are the most', '['.repeat(128) + ']'.repeat(128)],
    ['deep-128-mixed', '128 levels of both kinds', '{"a":['.repeat(64) + ']}'.repeat(64)],
  ]) text(`tree-${id}`, why, json);
  text('tree-deep-129', 'one level more is refused', '['.repeat(129) + ']'.repeat(129));

  for (const [id, why, json] of [
    ['trailing-zeros', 'the shortest text of the same number', '[75.00,0.10,1.0e2]'],
    ['minus-zero', 'there is only one zero', '[-0,-0.0,-0e5]'],
    ['exponents', 'JavaScript decides the notation', '[1E21,1e-7,1e20,0.000001,12e-8,1000000e15]'],
    ['integer-16', 'sixteen digits that a double has', '[9007199254740991,9007199254740992]'],
    ['integer-inexact', 'the next integer it has not: an id would be changed in silence', '{"order_id":[1,2,9007199254740993]}'],
    ['integer-20', 'a longer id', '12345678901234567890'],
    ['integer-20-even', 'a double holds 2^64 exactly, but JavaScript prints ...552000, another number', '18446744073709551616'],
    ['integer-20-printed', 'what JavaScript prints for it is what is accepted', '18446744073709552000'],
    ['fraction-17', 'the shortest text of 0.1 + 0.2', '0.30000000000000004'],
    ['fraction-18', 'one digit more is another number', '0.300000000000000041'],
    ['fraction-long', 'too long for a double', '0.1234567890123456789'],
    ['fraction-exact-binary', 'the exact value of the double next to 0.1 is not its shortest text', '0.1000000000000000055511151231257827021181583404541015625'],
    ['long-zeros', 'many digits, few of them significant', '1.50' + '0'.repeat(400)],
    ['long-leading', 'a small number written out', '0.' + '0'.repeat(99) + '1'],
    ['long-whole', 'a large number written out', '1' + '0'.repeat(300)],
    ['overflow', 'larger than any double: JSON.stringify would write null', '1e309'],
    ['overflow-hostile', 'an exponent that no integer type holds', '1e999999999999999999999999'],
    ['underflow', 'smaller than any double: it would become 0', '1e-400'],
    ['underflow-hostile', 'the same with a long exponent', '-1e-999999999999999999999999'],
    ['zero-hostile', 'zero with a long exponent is zero', '0e999999999999999999999999'],
    ['smallest', 'the smallest double', '5e-324'],
    ['smallest-other', 'another text of it is another number', '4.9406564584124654e-324'],
    ['largest', 'the largest double', '1.7976931348623157e308'],
    ['largest-rounded', 'rounds to it, but is another number', '1.7976931348623158e308'],
    ['in-string', 'a string of digits is a string', '"9007199254740993"'],
    ['inexact-in-key', 'digits in a key are a key', '{"9007199254740993":1}'],
  ]) text(`number-${id}`, why, json);

  for (const [id, why, json] of [
    ['empty', 'nothing', ''], ['space', 'only white space', '  '], ['truncated', 'ends inside', '{"a":1'], ['truncated-string', 'ends inside a string', '"abc'],
    ['trailing-comma', 'a comma too many', '[1,]'], ['trailing', 'something after the value', '{} x'], ['two-values', 'two values', '1 2'],
    ['single-quotes', 'not JSON', "{'a':1}"], ['bare-key', 'not JSON', '{a:1}'], ['comment', 'not JSON', '{}//x'], ['nan', 'not JSON', 'NaN'], ['infinity', 'not JSON', '-Infinity'],
    ['leading-zero', 'not JSON', '[01]'], ['plus', 'not JSON', '[+1]'], ['point-first', 'not JSON', '[.5]'], ['point-last', 'not JSON', '[5.]'], ['hex', 'not JSON', '0x1'], ['exponent', 'no digits after e', '1e'],
    ['control', 'a raw control in a string', '"a\tb"'], ['newline', 'a raw newline in a string', '"a\nb"'], ['escape', 'an escape that is none', '"\\x41"'], ['escape-short', 'three hex digits', '"\\u123"'], ['escape-digit', 'not a hex digit', '"\\u12g4"'],
    ['bom', 'text that a caller gives has no BOM', '\ufeff{}'], ['nbsp', 'white space of JSON is four characters', '\u00a0{}'], ['literal', 'a literal in capitals', 'True'], ['mismatch', 'brackets that do not match', '[1}'], ['no-colon', 'a member without a value', '{"a"}'], ['number-key', 'a key that is not a string', '{1:2}'],
  ]) text(`invalid-${id}`, why, json);

  for (const [name, json] of JSON.parse(readFileSync(new URL('corpora/json-test-suite.json', import.meta.url), 'utf8'))) {
    text(`suite-${name}`, { y: 'JSONTestSuite: must be read', n: 'JSONTestSuite: must not be read', i: 'JSONTestSuite: as Node reads it' }[name[0]], json);
    const isRead = rows.at(-1).expect.error !== 'invalid_json';
    if ((name[0] === 'y' && !isRead) || (name[0] === 'n' && isRead)) throw new Error(`Node reads ${name} otherwise`);
  }

  const random = generator(20260722);
  for (let i = 0; i < 60; i += 1) { const value = randomDouble(random); double(`random-double-${i}`, 'a double from the generator of tests/oracle/canonical.mjs', value); }
  for (let i = 0; i < 60; i += 1) text(`random-tree-${i}`, 'a tree from the generator of tests/oracle/canonical.mjs', ascii(randomText(random, 3)));
  return rows;
}

const MAX_DIGITS = 15;
/** The rule of amounts, from the words of the design and not from the core's code. */
function amountExpectation(text) {
  if (text === '') return { error: 'empty' };
  if (!/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return { error: 'not_a_number' };
  const value = decimalValue(text.replace('+', (sign, at) => (at === 0 ? '' : sign)));
  if (value === '0') return { text: '0' };
  const [, digits, exponent] = /^-?(\d+)e(-?\d+)$/.exec(value);
  if (digits.length > MAX_DIGITS) return { error: 'too_many_digits', digits: digits.length };
  const places = BigInt(digits.length) + BigInt(exponent); // size is from 10^(places-1) to below 10^places
  if (places < -5n || places > 21n) return { error: 'out_of_range' };
  return { text: JSON.stringify(Number(text)) };
}

function amountRows() {
  const rows = [];
  const text = (id, why, input) => rows.push({ id: `text-${id}`, why, input: { text: input }, expect: amountExpectation(input) });
  const integer = (id, why, input) => rows.push({ id: `integer-${id}`, why, input: { integer: String(input) }, expect: amountExpectation(String(input)) });
  const double = (id, why, value) => rows.push({ id: `double-${id}`, why, input: { f64: hexOf(value) }, expect: Number.isFinite(value) ? { text: JSON.stringify(value) } : { error: 'not_finite' } });
  for (const [id, why, input] of [
    ['plain', 'two decimals', '75.50'], ['whole', 'trailing zeros go', '75.00'], ['integer', 'no point', '75'], ['cents', 'less than one', '0.05'], ['zero', 'zero', '0'], ['zero-fraction', 'zero with decimals', '0.00'],
    ['minus-zero', 'there is one zero', '-0.00'], ['minus', 'a refund may be negative in a report', '-12.30'], ['plus', 'a plus is read', '+12.30'], ['leading-zeros', 'leading zeros go', '007.50'],
    ['exponent', 'an exponent is read', '7.5e1'], ['exponent-upper', 'as Python prints Decimal', '1E+3'], ['exponent-minus', 'a negative one', '1234e-2'], ['digits-15', 'fifteen digits are carried', '123456789012.345'],
    ['digits-16', 'sixteen are not sure to be', '1234567890123.456'], ['digits-16-integer', 'not for integers either', '1234567890123456'], ['digits-zeros', 'zeros at either end do not count', '000123456789012345000.000'],
    ['digits-long', 'a long tail', '0.30000000000000004'], ['inner-zeros', 'zeros inside count', '1000000000000.001'], ['fraction-long-zeros', 'zeros after the point do not count', '0.00000100000000000000000'],
    ['smallest', 'the smallest in plain notation', '0.000001'], ['below-smallest', 'JavaScript would print 9.9e-7', '0.00000099'], ['largest', 'the largest round one', '999999999999999000000'], ['above-largest', 'JavaScript would print 1e+21', '1000000000000000000000'],
    ['exponent-large', 'out of range', '1e21'], ['exponent-hostile', 'an exponent that no integer type holds', '1e99999999999999999999'], ['exponent-hostile-minus', 'the same below', '1e-99999999999999999999'], ['zero-hostile', 'zero all the same', '0e99999999999999999999'],
    ['empty', 'nothing', ''], ['space', 'a space', ' '], ['space-before', 'nothing is trimmed', ' 75'], ['space-after', 'nothing is trimmed', '75\n'], ['comma', 'a separator', '1,000.00'], ['comma-decimal', 'a decimal comma', '75,50'], ['underscore', 'a separator of programs', '1_000'],
    ['currency', 'a currency sign', '$75'], ['point-first', 'no digit before the point', '.5'], ['point-last', 'no digit after the point', '5.'], ['two-points', 'two points', '1.2.3'], ['sign-only', 'no digits', '-'], ['two-signs', 'two signs', '--5'], ['nan', 'a word', 'NaN'], ['infinity', 'a word', 'Infinity'], ['minus-infinity', 'a word', '-inf'],
    ['hex', 'hexadecimal', '0x10'], ['exponent-empty', 'no digits in the exponent', '1e'], ['exponent-sign', 'no digits in the exponent', '1e+'], ['exponent-fraction', 'a fraction in the exponent', '1e1.5'], ['arabic-digits', 'digits of another script', '\u0667\u0665'], ['full-width', 'full-width digits', '\uff17\uff15'], ['fraction', 'a fraction bar', '1/2'], ['suffix', 'a suffix', '75d'], ['null-char', 'a control', '75\u0000'],
  ]) text(id, why, input);
  for (const [id, why, input] of [['zero', 'zero', 0], ['small', 'an int', 75], ['minus', 'below zero', -75], ['i32-max', 'the largest of 32 bits', 2147483647], ['u32-max', 'the same without sign', 4294967295], ['digits-15', 'fifteen digits', 999999999999999n], ['digits-16', 'sixteen', 9007199254740991n], ['round', 'zeros at the end do not count', 123000000000000000n], ['i64-max', 'the largest of 64 bits', 9223372036854775807n], ['i64-min', 'the smallest', -9223372036854775808n]]) integer(id, why, input);
  for (const value of [0, -0, 75, 75.5, 0.1 + 0.2, 0.05, 1e21, 1e-7, 123456789.12, -3.5, 5e-324, Number.MAX_VALUE, NaN, Infinity, -Infinity]) double(hexOf(value), `the double that JavaScript prints as ${Object.is(value, -0) ? '-0' : value}`, value);
  const random = generator(19);
  for (let i = 0; i < 60; i += 1) {
    const whole = String(random.bits32()).slice(0, 1 + random.below(10)), fraction = String(random.bits32()).slice(0, 1 + random.below(8));
    text(`random-${i}`, 'digits from the generator of tests/oracle/canonical.mjs', `${whole}.${fraction}`);
  }
  return rows;
}

/** One row a line and ASCII only, so that every tool shows the same thing and a diff shows one row. */
function vectorFile(name, subject, about, rows) {
  const twice = rows.map((row) => row.id).filter((id, at, ids) => ids.indexOf(id) !== at);
  if (twice.length > 0) throw new Error(`${name}: ids that occur twice: ${twice}`);
  const lines = rows.map((row) => '    ' + ascii(JSON.stringify(row)));
  const head = `{\n  "subject": ${JSON.stringify(subject)},\n  "about": ${JSON.stringify(about)},\n  "rows": [\n`;
  writeFileSync(new URL(`../vectors/${name}`, import.meta.url), `${head}${lines.join(',\n')}\n  ]\n}\n`);
  console.log(`${name}: ${rows.length} rows`);
}

const option = (name, fallback) => { const at = process.argv.indexOf(name); return at < 0 ? fallback : process.argv[at + 1]; };
if (process.argv.includes('--vectors')) {
  vectorFile('canonical-body.json', 'canonical body', 'What JSON.stringify makes of JSON text (input.json) or of a double given by its bits (input.f64); expect is the body or the refusal: invalid_json, inexact, not_finite, too_deep. Written by tests/oracle/canonical.mjs with Node; not edited by hand.', canonicalRows());
  vectorFile('amount.json', 'amount', 'The text of an amount made from decimal text (input.text), an integer of at most 64 bits (input.integer, as text) or a double by its bits (input.f64); expect is the text or the refusal: empty, not_a_number, not_finite, too_many_digits, out_of_range. Written by tests/oracle/canonical.mjs with Node; not edited by hand.', amountRows());
} else if (process.argv.includes('--stream')) {
  stream(Number(option('--stream')), option('--seed', '1'));
} else {
  console.error('usage: canonical.mjs --vectors | --stream N [--seed S]');
  process.exitCode = 2;
}
