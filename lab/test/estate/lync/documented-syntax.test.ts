import { bindParameters } from '../../../estate/lync/binding';
import { CmdletError } from '../../../estate/lync/cmdlet-error';
import { cmdletNames, findCmdlet } from '../../../estate/lync/cmdlets';
import { parseSyntax, type ParameterSyntax } from '../../../estate/lync/syntax';
import { openShell } from './support/shell';
import { documented } from './reference-syntax';
import type { TestShell } from './support/shell';

const byName = (parameters: readonly ParameterSyntax[]): ParameterSyntax[] =>
  [...parameters].sort((left, right) => left.name.localeCompare(right.name));
const withCommon = (line: string, shouldProcess: boolean): string =>
  line + (shouldProcess ? ' [-WhatIf] [-Confirm]' : '');

test('the shell knows every cmdlet of the transcription, and no other', () => {
  expect([...cmdletNames].sort()).toEqual(Object.keys(documented).sort());
});

describe.each(Object.entries(documented))('%s', (name, { sets, shouldProcess, complete }) => {
  const cmdlet = findCmdlet(name)!;
  const idOf = (parameters: Readonly<Record<string, unknown>>): string | undefined => {
    try {
      bindParameters(cmdlet, parameters);
      return undefined;
    } catch (error) {
      if (error instanceof CmdletError) return error.record.id;
      throw error;
    }
  };

  it.each(Object.entries(sets))('has the parameters, types and mandatory ones of its help in set %s', (set, line) => {
    expect(byName(parseSyntax(cmdlet.sets[set] ?? ''))).toEqual(byName(parseSyntax(withCommon(line, shouldProcess))));
  });

  it.each(Object.entries(complete))('binds a complete call of set %s', (_set, parameters) => {
    expect(idOf(parameters)).toBeUndefined();
  });

  it.each(Object.entries(complete))(
    'refuses a parameter that its help does not name, in set %s',
    (_set, parameters) => {
      expect(idOf({ ...parameters, Colour: 'red' })).toBe('NamedParameterNotFound');
    },
  );

  const lacking = Object.entries(complete).flatMap(([set, parameters]) =>
    parseSyntax(sets[set] ?? '')
      .filter(({ mandatory, name: parameter }) => mandatory && parameter in parameters)
      .map(({ name: parameter }) => [set, parameter, parameters] as const),
  );
  if (lacking.length > 0) {
    it.each(lacking)('set %s needs -%s', (_set, parameter, parameters) => {
      const rest = Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== parameter));
      // Where another set, or none, fits what is left, PowerShell cannot choose or chooses that one.
      const expected =
        Object.keys(sets).length === 1
          ? ['MissingMandatoryParameter']
          : ['MissingMandatoryParameter', 'AmbiguousParameterSet', undefined];
      expect(expected).toContain(idOf(rest));
    });
  }

  it(shouldProcess ? 'takes -WhatIf and -Confirm' : 'takes neither -WhatIf nor -Confirm', () => {
    const [parameters] = Object.values(complete);
    const id = shouldProcess ? undefined : 'NamedParameterNotFound';
    expect([idOf({ ...parameters, WhatIf: true }), idOf({ ...parameters, Confirm: false })]).toEqual([id, id]);
  });
});

describe('a cmdlet that changes something', () => {
  let shell: TestShell;
  beforeAll(() => {
    shell = openShell();
  });
  afterAll(() => shell.lync.dispose());

  const changing = Object.entries(documented)
    .filter(([name, { shouldProcess }]) => shouldProcess && name !== 'Test-CsDatabase')
    .map(([name, { complete }]) => [name, Object.values(complete)[0]!] as const);

  it.each(changing)('%s -Confirm asks, which nobody can answer under -NonInteractive', async (name, parameters) => {
    const { error } = await shell.run(name, { ...parameters, Confirm: true });
    expect(error).toMatchObject({
      id: expect.stringMatching(/^InvalidOperation,Microsoft\.Rtc\./) as unknown,
      type: 'System.Management.Automation.PSInvalidOperationException',
      message: 'PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.',
    });
  });

  it.each(changing)(
    '%s asks where $ConfirmPreference is Medium, unless the call says -Confirm:$false',
    async (name, parameters) => {
      const asked = await shell.run(name, { ...parameters, WhatIf: false }, undefined, 'Medium');
      expect(asked.error?.id).toMatch(/^InvalidOperation,/);
      const told = await shell.run(name, { ...parameters, WhatIf: true, Confirm: false }, undefined, 'Medium');
      expect(told.error).toBeUndefined();
    },
  );

  it.each(changing)('%s -WhatIf says so on the host, answers nothing, changes nothing', async (name, parameters) => {
    const before = shell.estate.ledger.entries.length;
    const { output, host, error } = await shell.run(name, { ...parameters, WhatIf: true });
    expect({ output, error }).toEqual({ output: [], error: undefined });
    expect(host).toEqual([
      expect.stringMatching(new RegExp(`^What if: Performing the operation "${name}" on target "`)),
    ]);
    expect(shell.estate.ledger.entries).toHaveLength(before);
  });
});
