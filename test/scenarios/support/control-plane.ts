/** The control plane of one test file: the same for every estate of it. */
import { startControlPlane, type ControlPlane, type RunningPlane } from '../../../lab/rig/in-process/control-plane';
import { sharedServer } from './shared-server';

export type { ControlPlane } from '../../../lab/rig/in-process/control-plane';

let running: Promise<RunningPlane> | undefined;

export async function controlPlane(): Promise<ControlPlane> {
  running ??= startControlPlane(sharedServer());
  return (await running).plane;
}

export async function closeControlPlane(): Promise<void> {
  const started = running;
  running = undefined;
  if (started === undefined) return;
  await (await started).close();
}
