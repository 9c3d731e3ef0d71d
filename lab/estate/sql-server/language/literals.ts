/** Constants and the types that SQL Server gives them ("Constants (Transact-SQL)"). */
import type { ValueExpression } from './ast';
import type { SqlType } from '../contract';
import type { Token } from './token';

type Literal = Extract<ValueExpression, { kind: 'literal' }>;

export function stringType(text: string, unicode: boolean): SqlType {
  const most = unicode ? 4000 : 8000;
  return { name: unicode ? 'nvarchar' : 'varchar', length: text.length > most ? 'max' : Math.max(text.length, 1) };
}

export const stringLiteral = (text: string, unicode: boolean): Literal => ({
  kind: 'literal',
  value: text,
  type: stringType(text, unicode),
});

export const integerLiteral = (value: number): Literal => ({ kind: 'literal', value, type: { name: 'int' } });

const readers: Partial<Record<Token['kind'], (token: Token) => Literal>> = {
  string: (token) => stringLiteral(token.value, token.unicode),
  integer: (token) => {
    const value = BigInt(token.value);
    return value <= 2_147_483_647n ? integerLiteral(Number(value)) : exact(token.value, '');
  },
  decimal: (token) => {
    const [whole = '', fraction = ''] = token.value.split('.');
    return exact(whole, fraction);
  },
  float: (token) => ({
    kind: 'literal',
    value: Number(/\d$/.test(token.value) ? token.value : `${token.value}0`),
    type: { name: 'float' },
  }),
  binary: (token) => {
    const digits = token.value.slice(2);
    const value = Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, 'hex');
    return { kind: 'literal', value, type: { name: 'varbinary', length: Math.max(value.length, 1) } };
  },
};

function exact(whole: string, fraction: string): Literal {
  const digits = whole.replace(/^0+/, '') + fraction;
  return {
    kind: 'literal',
    value: { unscaled: BigInt(`0${digits}`), scale: fraction.length },
    type: { name: 'numeric', precision: Math.max(digits.length, 1), scale: fraction.length },
  };
}

/** `undefined` when the token is no constant. */
export const literal = (token: Token): Literal | undefined => readers[token.kind]?.(token);
