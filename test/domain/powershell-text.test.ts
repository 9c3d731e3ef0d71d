import fc from 'fast-check';
import { cmdletText, stringLiteral } from '../../domain/powershell-text';

/** Reads a literal as PowerShell does: any of the five quotes ends it, unless a quote follows. */
function readLiteral(literal: string): string {
  const quote = /['\u2018-\u201B]/;
  let text = '';
  for (let at = 1; at < literal.length; at += 1) {
    const character = literal.charAt(at);
    if (quote.test(character)) {
      at += 1;
      if (at === literal.length) return text;
      if (!quote.test(literal.charAt(at))) throw new Error('the literal ends early');
    }
    text += character;
  }
  throw new Error('the literal does not end');
}

describe('the text of a cmdlet', () => {
  it.each([
    [
      'Set-CsPersistentChatState',
      { Identity: 'service:chat.contoso.com', PoolState: 'FailedOver' },
      "Set-CsPersistentChatState -Identity 'service:chat.contoso.com' -PoolState 'FailedOver'",
    ],
    [
      'Set-CsPersistentChatActiveServer',
      { ActiveServers: null, Confirm: false },
      'Set-CsPersistentChatActiveServer -ActiveServers $null -Confirm:$false',
    ],
    [
      'Set-CsPersistentChatActiveServer',
      { ActiveServers: { Replace: ['a', 'b'] } },
      "Set-CsPersistentChatActiveServer -ActiveServers @{ Replace = @('a', 'b') }",
    ],
    [
      'Install-CsMirrorDatabase',
      { ConfiguredDatabases: true, DatabasePathMap: { 'x y': 'd' } },
      "Install-CsMirrorDatabase -ConfiguredDatabases -DatabasePathMap @{ 'x y' = 'd' }",
    ],
    [
      'Test-CsPersistentChatMessage',
      { Setup: true, RegistrarPort: 5061 },
      'Test-CsPersistentChatMessage -Setup $true -RegistrarPort 5061',
    ],
    ['Get-CsPool', {}, 'Get-CsPool'],
  ])('reads as an administrator would type it: %s %j', (cmdlet, parameters, text) => {
    expect(cmdletText(cmdlet, parameters)).toBe(text);
  });

  it('keeps any printable text inside its literal, whichever of the five quotes it holds', () => {
    const quotes = fc.constantFrom("'", '\u2018', '\u2019', '\u201A', '\u201B', '"', '$', '(', ')', '`', ';', 'a');
    fc.assert(
      fc.property(fc.string({ unit: quotes }), (text) => {
        expect(readLiteral(stringLiteral(text))).toBe(text);
      }),
    );
  });

  it.each(['\0', '\n', '\r', '\u0085', '\u2028'])(
    'refuses the control character %j, which would end the line',
    (character) => {
      expect(() => stringLiteral(`a${character}b`)).toThrow(RangeError);
    },
  );

  it('refuses names that are none', () => {
    expect(() => cmdletText('Get-CsPool; Stop-Computer', {})).toThrow(RangeError);
    expect(() => cmdletText('Get-CsPool', { 'Identity; x': 1 })).toThrow(RangeError);
    expect(() => cmdletText('Get-CsPool', { Count: Number.NaN })).toThrow(RangeError);
  });
});
