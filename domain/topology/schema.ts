/**
 * The topology file: what Lync does not know about a stretched Persistent Chat pool, above all which server and which
 * store stands in which data centre. It holds no secret.
 */
import { z } from 'zod';

const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';

const fqdn = z
  .string()
  .min(1)
  .max(255)
  .regex(new RegExp(`^${label}(\\.${label})*$`), {
    error: 'must be a host name such as sql1.contoso.com, each part of it at most 63 characters',
  });

const folder = z
  .string()
  .min(1)
  .max(200, { error: 'must be at most 200 characters, so that a file name fits into the 259 that SQL Server accepts' })
  // eslint-disable-next-line no-control-regex -- control characters are what the rule exists to refuse
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029"*?<>|]+$/, {
    error: 'must not contain control characters or any of " * ? < > |',
  })
  .regex(/^(?!.*\$\()/, { error: 'must not contain "$(", which SQL Server Agent and sqlcmd replace' })
  .regex(/^[^\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/, {
    error: 'must not contain characters that turn the direction of writing: a plan would not read as it is executed',
  })
  .regex(/^(?:[^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/, {
    error: 'must not contain half a character (a lone surrogate)',
  })
  .regex(/^(?!.*[ .](?:[\\/]|$))/, {
    error: 'must not have a part that ends with a dot or a space, which Windows leaves out',
  })
  .regex(/^(?:[A-Za-z]:)?[^:]*$/, { error: 'must not contain a colon except behind the drive' });

const minutes = z.int().min(1).max(100_000);

/** One SQL Server instance that holds (or will hold) a copy of the database. */
export const storeSchema = z.strictObject({
  server: fqdn.describe('Host name of the SQL Server, as Lync and its partners know it.'),
  instance: z
    .string()
    .regex(/^[A-Za-z_#&][A-Za-z0-9_$#&]{0,15}$/, {
      error: 'must be an instance name (at most 16 characters), or left out for the default instance',
    })
    .optional()
    .describe('Named instance; leave out for the default instance.'),
  port: z.int().min(1).max(65535).default(1433).describe('TCP port of the instance.'),
  address: z
    .string()
    .regex(/^[A-Za-z0-9_.:%-]+$/, { error: 'must be a host name or an IP address' })
    .optional()
    .describe('Host name or IP address to connect to, where it differs from "server".'),
  dataFolder: folder.optional().describe('Folder for data files; default: where the database has them.'),
  logFolder: folder.optional().describe('Folder for log files; default: where the database has them.'),
});

/** The four stores of one database, as `Get-CsService` names them, and the witnesses of the two pairs. */
export const storesSchema = z.strictObject({
  primary: storeSchema,
  mirror: storeSchema.optional(),
  witness: storeSchema.optional(),
  backup: storeSchema,
  backupMirror: storeSchema.optional(),
  backupWitness: storeSchema.optional(),
});

export const dataCentreSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, {
      error: 'must be letters, digits, dots and dashes: it is part of a task queue name',
    })
    .describe('Name of the data centre, as its workers are started with it.'),
  chatServers: z.array(fqdn).min(1).max(8).describe('Chat servers of the pool that stand in this data centre.'),
  activeServers: z
    .array(fqdn)
    .min(1)
    .max(4)
    .optional()
    .describe('Chat servers to activate here; default: the first four.'),
});

export const logShippingSchema = z.strictObject({
  share: folder.describe('UNC path of the log-shipping share, as every SQL Server reaches it.'),
  shareIn: z.enum(['primary', 'secondary', 'elsewhere']).describe('Where the file server of the share stands.'),
  localPath: folder
    .optional()
    .describe('Backup folder as the primary sees it, where SQL Server runs as Local System; default: the share.'),
  copyFolder: folder.describe('Folder on the backup store that log backups are copied to, as that SQL Server sees it.'),
  backupEvery: minutes.default(15).describe('Minutes between log backups.'),
  copyEvery: minutes.default(15).describe('Minutes between copies to the backup store.'),
  restoreEvery: minutes.default(15).describe('Minutes between restores on the backup store.'),
  keepBackupsFor: minutes.default(4320).describe('Minutes after which log backups on the share are deleted.'),
  keepCopiesFor: minutes.default(4320).describe('Minutes after which copies on the backup store are deleted.'),
  alertWithoutBackupAfter: minutes.default(60).describe('Minutes without a log backup that raise an alert.'),
  alertWithoutRestoreAfter: minutes.default(45).describe('Minutes without a restore that raise an alert.'),
  keepHistoryFor: minutes.default(5760).describe('Minutes after which the history of log shipping is deleted.'),
  compression: z
    .enum(['server-default', 'always', 'never'])
    .default('server-default')
    .describe('Whether log backups are compressed.'),
});

export const timingSchema = z.strictObject({
  heartbeat: z
    .number()
    .min(1)
    .max(600)
    .default(30)
    .describe('Seconds without a heartbeat after which a worker counts as dead.'),
  workerAnswersWithin: z
    .number()
    .min(1)
    .max(600)
    .default(20)
    .describe('Seconds for a worker of a data centre to take a task.'),
  statement: z.number().min(1).max(3600).default(60).describe('Seconds for one short T-SQL statement.'),
  cmdlet: z.number().min(1).max(3600).default(180).describe('Seconds for one cmdlet that is not known to last.'),
  replication: z
    .number()
    .min(1)
    .max(7200)
    .default(600)
    .describe('Seconds for the central store to reach every chat server.'),
  sessionsEnd: z.number().min(1).max(7200).default(300).describe('Seconds for chat servers to leave mgc.'),
  poll: z.number().min(0.05).max(60).default(5).describe('Seconds between two looks at something that lasts.'),
  tries: z.int().min(1).max(100).default(4).describe('Attempts of a step before a person is asked.'),
});

export const poolSchema = z.strictObject({
  fqdn: fqdn.describe('FQDN of the Persistent Chat pool.'),
  primaryDataCentre: dataCentreSchema.describe('Where the pool lives by design.'),
  secondaryDataCentre: dataCentreSchema.describe('Where the pool is failed over to.'),
  mgc: storesSchema.describe('The chat database.'),
  mgccomp: storesSchema.optional().describe('The compliance database; leave out where compliance is off.'),
  logShipping: logShippingSchema,
  mirroringShare: folder
    .optional()
    .describe('Share that Install-CsMirrorDatabase copies through; required where a mirror exists.'),
  policy: z
    .strictObject({
      failover: z
        .enum(['approve', 'automatic'])
        .default('approve')
        .describe('Whether a failover across data centres may start by itself.'),
      lossObjective: minutes
        .optional()
        .describe('Minutes of loss that the business accepts (RPO); shown beside every bound of loss.'),
      outageObjective: minutes.optional().describe('Minutes of outage that the business accepts (RTO).'),
    })
    .prefault({}),
  timing: timingSchema.prefault({}),
});

export const topologyFileSchema = z.strictObject({
  $schema: z.string().optional(),
  pools: z.array(poolSchema).min(1),
});
