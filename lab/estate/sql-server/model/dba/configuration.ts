/** Settings of the server: sys.configurations, sp_configure, RECONFIGURE ("Server Configuration Options"). */
import { SqlError } from '../../contract';
import type { Procedure, SessionFacts, VirtualTable } from '../../contract';
import { view } from '../columns';
import { answer, textArgument } from '../procedures/answer';

interface Setting {
  readonly id: number;
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly isAdvanced: boolean;
  /** As sp_configure set it, and as RECONFIGURE installed it. */
  value: number;
  installed: number;
}

const setting = (
  id: number,
  name: string,
  value: number,
  { minimum = 0, maximum = 1, isAdvanced = true }: Partial<Pick<Setting, 'minimum' | 'maximum' | 'isAdvanced'>> = {},
): Setting => ({ id, name, value, installed: value, minimum, maximum, isAdvanced });

const most = 2_147_483_647;
const refused = (number: number, text: string, severity = 16): SqlError =>
  new SqlError({ number, severity, state: 1, text });

/** The settings of one instance; they outlive its restarts. */
export class Configuration {
  readonly settings: readonly Setting[] = [
    setting(518, 'show advanced options', 0, { isAdvanced: false }),
    setting(1543, 'min server memory (MB)', 0, { maximum: most }),
    setting(1544, 'max server memory (MB)', most, { minimum: 128, maximum: most }),
    setting(1568, 'default trace enabled', 1),
    setting(1579, 'backup compression default', 0, { isAdvanced: false }),
    setting(16384, 'Agent XPs', 1),
    setting(16390, 'xp_cmdshell', 0),
  ];

  /** What sp_configure shows: advanced options only while `show advanced options` is installed. */
  get visible(): readonly Setting[] {
    const showsAll = this.settings.some(({ name, installed }) => name === 'show advanced options' && installed === 1);
    return this.settings.filter(({ isAdvanced }) => showsAll || !isAdvanced);
  }

  /** RECONFIGURE. @throws SqlError 574, 5812. */
  install({ isSysadmin, inTransaction }: Pick<SessionFacts, 'isSysadmin' | 'inTransaction'>): void {
    if (!isSysadmin) throw refused(5812, 'You do not have permission to run the RECONFIGURE statement.', 14);
    if (inTransaction) throw refused(574, 'CONFIG statement cannot be used inside a user transaction.');
    for (const each of this.settings) each.installed = each.value;
  }
}

export const configurations = ({ configuration }: { readonly configuration: Configuration }): VirtualTable =>
  view(
    'configuration_id int not null, name nvarchar(35) not null, value sql_variant, minimum sql_variant, maximum sql_variant, value_in_use sql_variant, ' +
      'description nvarchar(255) not null, is_dynamic bit not null, is_advanced bit not null',
    () =>
      configuration.settings.map(({ id, name, value, installed, minimum, maximum, isAdvanced }) => ({
        configuration_id: id,
        name,
        value,
        minimum,
        maximum,
        value_in_use: installed,
        description: name,
        is_dynamic: true,
        is_advanced: isAdvanced,
      })),
  );

/** @throws SqlError 15123, 15124, 15129, 15247. */
export const spConfigure = ({ configuration }: { readonly configuration: Configuration }): Procedure => ({
  parameters: [
    { name: '@configname', type: { name: 'varchar', length: 35 }, default: null },
    { name: '@configvalue', type: { name: 'int' }, default: null },
  ],
  run: async (call) => {
    const wanted = textArgument(call, '@configname');
    const value = call.arguments.get('@configvalue') ?? null;
    const found = configuration.visible.filter(({ name }) => name.toLowerCase().startsWith(wanted.toLowerCase()));
    if (found.length === 0)
      throw refused(15123, `The configuration option '${wanted}' does not exist, or it may be an advanced option.`);
    if (value !== null) return configure(found, wanted, Number(value), call.session);
    return answer(
      call,
      'name nvarchar(35), minimum int, maximum int, config_value int, run_value int',
      found.map(({ name, minimum, maximum, value: config_value, installed: run_value }) => ({
        name,
        minimum,
        maximum,
        config_value,
        run_value,
      })),
    );
  },
});

function configure(found: readonly Setting[], wanted: string, value: number, session: SessionFacts): number {
  if (!session.isSysadmin) throw refused(15247, 'User does not have permission to perform this action.');
  const exact = found.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const [chosen] = exact ? [exact] : found;
  if (!exact && found.length > 1) throw refused(15124, `The configuration option '${wanted}' is not unique.`);
  if (value < chosen!.minimum || value > chosen!.maximum)
    throw refused(15129, `'${String(value)}' is not a valid value for configuration option '${chosen!.name}'.`);
  const text = `Configuration option '${chosen!.name}' changed from ${String(chosen!.value)} to ${String(value)}. Run the RECONFIGURE statement to install.`;
  session.message(15457, 0, text);
  chosen!.value = value;
  return 0;
}
