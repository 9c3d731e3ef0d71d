/** One Temporal server, one workflow bundle and one build of the workers for all scenarios of a test run; each test file has a namespace of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { searchAttributes } from '../../../lab/rig/temporal/search-attributes';
import { temporalCli } from '../../../lab/rig/temporal/temporal-cli';
import { startTemporal } from '../../../lab/rig/temporal/temporal-server';
import { writeWorkflowBundle } from '../../../scripts/dev/workflow-bundle';
import { writePrograms } from './programs';
import { variables } from './shared-server';

declare global {
  // Jest hands nothing else from set-up to tear-down.
  var endSharedServer: (() => Promise<void>) | undefined;
}

export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'persistent-chat-dr-test-'));
  const bundleFile = path.join(folder, 'workflows.js');
  const [temporal] = await Promise.all([
    startTemporal({ cli: await temporalCli(), searchAttributes, headless: true }),
    writeWorkflowBundle(bundleFile),
  ]);
  const programs = path.join(folder, 'programs');
  writePrograms(programs);
  process.env[variables.address] = temporal.address;
  process.env[variables.programs] = programs;
  process.env[variables.bundle] = bundleFile;
  globalThis.endSharedServer = async () => {
    await temporal.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
