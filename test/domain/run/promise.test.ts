/** What is certain of a result before it is there, and a result that is held against it. */
import fc from 'fast-check';
import { brokenPromise } from '../../../domain/run/promise';
import type { RefPromise } from '../../../domain/run/runbook';

const share = '\\\\fs1.contoso.com\\pchat-logs';
const under = (folder: string): RefPromise => ({ kind: 'file under', folder });
const from = (lsn: string): RefPromise => ({ kind: 'LSN at least', lsn });

describe('a result keeps its promise', () => {
  it.each<readonly [string, unknown, RefPromise | null]>([
    ['when nothing was promised', undefined, null],
    ['when it is a file in the folder', `${share}\\mgc.bak`, under(share)],
    ['when it is a file deeper in the folder', `${share}\\a\\mgc.bak`, under(share)],
    ['when the folder was named with a separator at its end', `${share}\\mgc.bak`, under(`${share}\\`)],
    ['when it is written in capitals and with other slashes', '//FS1.CONTOSO.COM/PCHAT-LOGS/mgc.bak', under(share)],
    ['when a name only begins with dots', `${share}\\..mgc.bak`, under(share)],
    ['when it is the LSN itself', '300', from('300')],
    ['when it is a later LSN with more digits', '1000', from('300')],
    ['when its digits begin with noughts', '0000301', from('300')],
  ])('%s', (_, value, promise) => {
    expect(brokenPromise(value, promise)).toBeUndefined();
  });
});

describe('a result breaks its promise', () => {
  it.each<readonly [string, unknown, RefPromise, string]>([
    ['when it is missing', undefined, under(share), `It is to name a file under ${share}, but is missing.`],
    ['when it is no text', 7, under(share), `It is to name a file under ${share}, but is 7.`],
    [
      'when it names the folder',
      `${share}\\`,
      under(share),
      `It is to name a file under ${share}, but is ${JSON.stringify(`${share}\\`)}.`,
    ],
    [
      'when it stands in a folder whose name only begins like it',
      `${share}2\\mgc.bak`,
      under(share),
      `It is to name a file under ${share}, but is ${JSON.stringify(`${share}2\\mgc.bak`)}.`,
    ],
    [
      'when it leaves the folder again',
      `${share}/../mgc.bak`,
      under(share),
      `It is to name a file under ${share}, but is ${JSON.stringify(`${share}/../mgc.bak`)}.`,
    ],
    ['when the LSN is missing', undefined, from('300'), 'It is to be an LSN from 300 on, but is missing.'],
    [
      'when the LSN is a number, which could not hold one',
      300,
      from('300'),
      'It is to be an LSN from 300 on, but is 300.',
    ],
    ['when the LSN is no LSN', '3e9', from('300'), 'It is to be an LSN from 300 on, but is "3e9".'],
    [
      'when the LSN has too many digits',
      '1'.repeat(26),
      from('300'),
      `It is to be an LSN from 300 on, but is "${'1'.repeat(26)}".`,
    ],
    [
      'when the LSN is before it',
      '299',
      from('300'),
      'It is to be an LSN from 300 on, but is 299, which is before it.',
    ],
  ])('%s', (_, value, promise, sentence) => {
    expect(brokenPromise(value, promise)).toBe(sentence);
  });
});

const name = fc.stringMatching(/^[\w .-]{0,12}\w$/);
const folder = fc
  .tuple(name, fc.array(name, { minLength: 1, maxLength: 3 }))
  .map(([server, parts]) => `\\\\${[server, ...parts].join('\\')}`);

/** The same path in another case, with other slashes. */
const respelt = (path: string): fc.Arbitrary<string> =>
  fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: path.length, maxLength: path.length }).map((choices) =>
    choices
      .map(([isUpper, isForward], at) => {
        const char = path.charAt(at);
        if (char === '\\') return isForward ? '/' : '\\';
        return isUpper ? char.toUpperCase() : char.toLowerCase();
      })
      .join(''),
  );

describe('a file under a folder', () => {
  it('is one whatever the case and the slashes of its path', () => {
    const paths = fc
      .tuple(folder, fc.array(name, { minLength: 1, maxLength: 3 }))
      .chain(([root, parts]) => fc.tuple(fc.constant(root), respelt([root, ...parts].join('\\'))));
    fc.assert(
      fc.property(paths, ([root, path]) => {
        expect(brokenPromise(path, under(root))).toBeUndefined();
      }),
    );
  });

  it('is never one whose path goes up anywhere', () => {
    const paths = fc
      .tuple(folder, fc.array(name, { maxLength: 3 }), fc.array(name, { minLength: 1, maxLength: 3 }))
      .chain(([root, before, after]) =>
        fc.tuple(fc.constant(root), respelt([root, ...before, '..', ...after].join('\\'))),
      );
    fc.assert(
      fc.property(paths, ([root, path]) => {
        expect(brokenPromise(path, under(root))).toBeDefined();
      }),
    );
  });

  it('is never one of another folder', () => {
    const others = fc
      .tuple(folder, folder, name)
      .filter(([root, other]) => !`${other}\\`.toLowerCase().startsWith(`${root}\\`.toLowerCase()));
    fc.assert(
      fc.property(others, ([root, other, file]) => {
        expect(brokenPromise(`${other}\\${file}`, under(root))).toBeDefined();
      }),
    );
  });
});

describe('an LSN that is promised', () => {
  it('is kept by itself and every later one, as bigint compares them, and by no earlier one', () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 25n - 1n });
    const near = fc.tuple(digits, fc.bigInt({ min: -2n, max: 2n })).map(([one, by]) => [one, one + by] as const);
    const pairs = fc.oneof(fc.tuple(digits, digits), near).filter(([, value]) => value >= 0n && value < 10n ** 25n);
    fc.assert(
      fc.property(pairs, ([promised, value]) => {
        expect(brokenPromise(String(value), from(String(promised))) === undefined).toBe(value >= promised);
      }),
    );
  });
});
