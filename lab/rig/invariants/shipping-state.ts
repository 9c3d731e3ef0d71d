/** Log shipping of mgc as msdb shows it: configured as the topology says, its jobs enabled, scheduled and running well. */
import { instanceName } from '../../estate/pool';
import { jobs, rowsOf, shipsFrom, shipsTo } from './look';
import type { Pool } from '../../estate/pool';
import type { LabInstance } from '../../estate/contract';
import type { Row } from './look';

const succeeded = '1';

const sameText = (left: string | null | undefined, right: string): boolean =>
  left?.toLowerCase() === right.toLowerCase();

export async function shippingFrom(instance: LabInstance, pool: Pool, secondary: string): Promise<string[]> {
  const row = await first(instance, shipsFrom);
  if (row === undefined) return [`${instance.name} is no log-shipping primary for mgc`];
  return [
    ...(sameText(row['secondary_server'], secondary) ? [] : [`${instance.name} does not ship mgc to ${secondary}`]),
    ...(sameText(row['backup_share'], pool.logShipping.share) ? [] : [`${instance.name} ships to another share`]),
    ...(await jobWell(instance, 'log backup', row['backup_job'])),
  ];
}

export async function shippingTo(instance: LabInstance, pool: Pool): Promise<string[]> {
  const { share, copyFolder } = pool.logShipping;
  const row = await first(instance, shipsTo);
  if (row === undefined) return [`${instance.name} is no log-shipping secondary for mgc`];
  const primary = instanceName(pool.mgc.primary);
  return [
    ...(sameText(row['primary_server'], primary) ? [] : [`${instance.name} does not take its log from ${primary}`]),
    ...(sameText(row['backup_source_directory'], share) ? [] : [`${instance.name} copies from another share`]),
    ...(sameText(row['backup_destination_directory'], copyFolder) ? [] : [`${instance.name} copies elsewhere`]),
    ...(await jobWell(instance, 'copy', row['copy_job'])),
    ...(await jobWell(instance, 'restore', row['restore_job'])),
  ];
}

/** A backup store that serves: nothing is configured that would copy or restore any more. */
export async function stillShippedTo(instance: LabInstance): Promise<string[]> {
  if (!instance.isUp) return [];
  const row = await first(instance, shipsTo);
  return row === undefined ? [] : [`${instance.name} is still a log-shipping secondary for mgc`];
}

/** Jobs that a run makes for its long statements live no longer than the run. */
export async function leftovers(instance: LabInstance): Promise<string[]> {
  return (await rowsOf(instance, jobs))
    .filter(({ name }) => name?.startsWith('PCDR_'))
    .map(({ name }) => `the job ${name ?? ''} is left on ${instance.name}`);
}

async function jobWell(instance: LabInstance, kind: string, id: string | null | undefined): Promise<string[]> {
  const job = (await rowsOf(instance, jobs)).find(({ job_id }) => job_id === id);
  if (job === undefined) return [`the ${kind} job is missing on ${instance.name}`];
  const what = `the job ${job['name'] ?? ''} on ${instance.name}`;
  return [
    ...(instance.agentRunning ? [] : [`SQL Server Agent of ${instance.name} does not run`]),
    ...(job['enabled'] === '1' ? [] : [`${what} is disabled`]),
    ...(job['schedules'] !== '0' ? [] : [`${what} has no enabled schedule`]),
    ...(job['outcome'] === null || job['outcome'] === succeeded ? [] : [`the last run of ${what} did not succeed`]),
  ];
}

const first = async (instance: LabInstance, text: string): Promise<Row | undefined> =>
  instance.isUp ? (await rowsOf(instance, text))[0] : undefined;
