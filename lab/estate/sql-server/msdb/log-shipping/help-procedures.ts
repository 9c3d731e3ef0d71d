/** sp_help_log_shipping_… of master: what is configured here. */
import type { MsdbContext } from '../context';
import { sqlError } from '../errors';
import { answer, mandatory, optional, procedure } from '../procedure';
import type { Procedures } from '../procedure';
import { guid, sysname } from '../tables/table';
import { primaryResult, primarySecondaryResult, secondaryDatabaseResult, secondaryResult } from './help-results';
import { existingPrimary, findPrimary, monitorOf as monitorOfPrimary } from './primary-procedures';
import { findSecondary, findSecondaryDatabase, monitorOf as monitorOfSecondary } from './secondary-procedures';

export const helpProcedures = (context: MsdbContext): Procedures => ({
  sp_help_log_shipping_primary_database: procedure(
    [optional('@database', sysname), optional('@primary_id', guid)],
    (args) => {
      const id = args.guid('@primary_id');
      const database = args.text('@database');
      if (id === undefined && database === undefined) throw sqlError(32052, '@database');
      const primary =
        database === undefined
          ? context.tables.log_shipping_primary_databases.find(({ primary_id }) => primary_id === id)
          : findPrimary(context, database);
      const monitor = primary === undefined ? undefined : monitorOfPrimary(context, primary.primary_id);
      answer(args, primaryResult, primary === undefined || monitor === undefined ? [] : [{ ...monitor, ...primary }]);
    },
  ),

  sp_help_log_shipping_primary_secondary: procedure([mandatory('@primary_database', sysname)], (args) => {
    const { primary_id } = existingPrimary(context, args.requiredText('@primary_database'));
    answer(
      args,
      primarySecondaryResult,
      context.tables.log_shipping_primary_secondaries.filter((row) => row.primary_id === primary_id),
    );
  }),

  sp_help_log_shipping_secondary_primary: procedure(
    [mandatory('@primary_server', sysname), mandatory('@primary_database', sysname)],
    (args) => {
      const secondary = findSecondary(
        context,
        args.requiredText('@primary_server'),
        args.requiredText('@primary_database'),
      );
      answer(args, secondaryResult, secondary === undefined ? [] : [secondary]);
    },
  ),

  sp_help_log_shipping_secondary_database: procedure(
    [optional('@secondary_database', sysname), optional('@secondary_id', guid)],
    (args) => {
      const { tables } = context;
      const id = args.guid('@secondary_id');
      const name = args.text('@secondary_database');
      if (id === undefined && name === undefined) throw sqlError(32052, '@secondary_database');
      const named = name === undefined ? undefined : findSecondaryDatabase(context, name);
      const databases =
        name === undefined
          ? tables.log_shipping_secondary_databases.filter(({ secondary_id }) => secondary_id === id)
          : named === undefined
            ? []
            : [named];
      const rows = databases.flatMap((database) => {
        const secondary = tables.log_shipping_secondary.find(
          ({ secondary_id }) => secondary_id === database.secondary_id,
        );
        const monitor = monitorOfSecondary(context, database);
        return secondary === undefined || monitor === undefined ? [] : [{ ...secondary, ...monitor, ...database }];
      });
      answer(args, secondaryDatabaseResult, rows);
    },
  ),
});
