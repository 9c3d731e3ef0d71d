import fc from 'fast-check';
import { isQuotable, quoteLiteral, quoteName, renderSql, SqlTextError, variablesOf } from '../../domain/sql-text';

describe('a variable', () => {
  test('in brackets becomes a quoted name, in quotes a literal, bare a whole number', () => {
    const text = "BACKUP DATABASE [$(database)] TO DISK = N'$(file)' WITH STATS = $(every);";
    expect(renderSql(text, { database: 'm]gc', file: "D:\\it's", every: 5 })).toBe(
      "BACKUP DATABASE [m]]gc] TO DISK = N'D:\\it''s' WITH STATS = 5;",
    );
  });

  test.each([
    ['in a literal with more text', "N'D:\\$(file)'"],
    ['in a literal without N', "'$(file)'"],
    ['in brackets with more text', '[x$(file)]'],
    ['in double quotes', '"$(file)"'],
    ['in a line comment', '-- $(file)\nSELECT 1'],
    ['in a block comment', '/* $(file) */ SELECT 1'],
    ['bare inside a word', 'SELECT a$(file)'],
    ['bare before a word', 'SELECT $(file)a'],
    ['without a name', 'SELECT $()'],
    ['with a name that is no word', 'SELECT $(a b)'],
    ['not ended', 'SELECT $(file'],
  ])('%s is an error', (_where, text) => {
    expect(() => renderSql(text, { file: 1 })).toThrow(SqlTextError);
  });

  test('without a value is an error that names it', () => {
    expect(() => renderSql('KILL $(session)', {})).toThrow('$(session) has no value');
  });

  test('that the text does not have is an error that names it', () => {
    expect(() => renderSql('KILL $(session)', { session: 51, other: 1 })).toThrow('no variable $(other)');
  });

  test.each(['51', 51.5, Number.NaN, 2 ** 60])('bare refuses %p, which is no whole number', (session) => {
    expect(() => renderSql('KILL $(session)', { session })).toThrow(SqlTextError);
  });

  test('in quotes refuses a number', () => {
    expect(() => renderSql("PRINT N'$(x)'", { x: 1 })).toThrow('takes text');
  });

  test('may be called as an object member is, without being found there', () => {
    expect(() => renderSql('KILL $(toString)', {})).toThrow('has no value');
  });

  test('is listed with the places it stands in', () => {
    const variables = variablesOf("EXEC p @a = N'$(name)', @b = $(n); DROP DATABASE [$(name)];");
    expect(variables).toEqual(
      new Map([
        ['name', new Set(['literal', 'name'])],
        ['n', new Set(['integer'])],
      ]),
    );
  });
});

describe('a value', () => {
  test('is refused as a name when it is empty or longer than 128 characters', () => {
    expect(() => quoteName('')).toThrow(SqlTextError);
    expect(() => quoteName('x'.repeat(129))).toThrow('128');
    expect(quoteName('x'.repeat(128))).toHaveLength(130);
  });

  test.each(['\u0000', '\u0007', '\u001b', '\u007f'])(
    'is refused when it holds the control character %j',
    (character) => {
      expect(() => quoteName(`a${character}`)).toThrow(SqlTextError);
      expect(() => quoteLiteral(`a${character}`)).toThrow(SqlTextError);
    },
  );

  test('may have several lines as a literal, because a job step has, but not as a name', () => {
    expect(quoteLiteral('a\r\nb\tc')).toBe("N'a\r\nb\tc'");
    expect(() => quoteName('a\nb')).toThrow(SqlTextError);
  });

  test('is refused when SQL Server Agent would expand it as a token', () => {
    expect(() => quoteLiteral('$(ESCAPE_NONE(SRVR))')).toThrow('SQL Server Agent');
    expect(() => quoteName('$(SRVR)')).toThrow('SQL Server Agent');
  });

  test('that is refused is not repeated in the error', () => {
    expect(() => quoteLiteral('secret\u0000')).toThrow(/^(?!.*secret)/);
  });
});

describe('any text', () => {
  const literal = /^N'((?:[^']|'')*)'$/;
  const name = /^\[((?:[^\]]|\]\])*)\]$/;

  test('is one literal after quoting, and reads back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('$('));
        let quoted: string;
        try {
          quoted = quoteLiteral(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SqlTextError);
          return;
        }
        expect(literal.exec(quoted)?.[1]?.replaceAll("''", "'")).toBe(text);
      }),
    );
  });

  test('is one name after quoting, and reads back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 128, unit: fc.constantFrom(']', '[', "'", 'a', ' ', '$', '.', 'ü') }),
        (text) => {
          expect(name.exec(quoteName(text))?.[1]?.replaceAll(']]', ']')).toBe(text);
        },
      ),
    );
  });

  test('leaves the text around it alone', () => {
    const unit = fc.constantFrom(']', '[', "'", '"', '-', '/', '*', ';', 'a', ' ', ')');
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit }), fc.string({ unit }), (database, file) => {
        const text = renderSql("RESTORE LOG [$(database)] FROM DISK = N'$(file)';", { database, file });
        expect(text).toBe(`RESTORE LOG ${quoteName(database)} FROM DISK = ${quoteLiteral(file)};`);
      }),
    );
  });
});

describe('a name that was found', () => {
  it.each(['mgc', "o'hara", 'a]b', 'größe 中', 'x'.repeat(128)])('can be written: %s', (name) => {
    expect(isQuotable(name)).toBe(true);
    expect(() => quoteName(name)).not.toThrow();
  });

  it.each(['', 'x'.repeat(129), 'a$(b)', 'a\nb', 'a\u0000b'])('cannot be written: %j', (name) => {
    expect(isQuotable(name)).toBe(false);
    expect(() => quoteName(name)).toThrow();
  });
});
