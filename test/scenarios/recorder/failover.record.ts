/** Failovers that come to their end: of both orders, planned and after a loss, with consents at once and late, of pools with less. */
import { runShippingJob } from '../../../lab/rig/testing/log-backups';
import { operator } from '../support/run';
import { endedAt, lost, quietEstate, small } from './estates';
import { recorded } from './keep';

recorded(
  'failover-planned',
  'A planned failover, service first: the primary data centre answers, and somebody approves once the plan is there.',
  async () => {
    const run = await (await quietEstate()).start('failover');
    await run.consent();
    return run;
  },
);

recorded(
  'failover-planned-as-documented',
  'A planned failover in the order of the page, with the approval in its input.',
  async () => (await (await quietEstate()).complete('failover', { order: 'as-documented' })).run,
);

recorded(
  'failover-lost',
  'The primary data centre is lost; loss is accepted and the plan approved once it is there; service first.',
  async () => {
    const run = await (await lost(await quietEstate())).start('failover');
    await run.consent();
    return run;
  },
);

recorded(
  'failover-goes-on',
  'A failover was terminated behind the recovery of the backup store: another one goes on from there.',
  async () => (await (await endedAt(await quietEstate(), 'bringOnline')).complete('failover')).run,
);

recorded(
  'failover-lost-as-documented',
  'The primary data centre is lost; both consents are in the input; the order of the page.',
  async () => (await (await lost(await quietEstate())).complete('failover', { order: 'as-documented' })).run,
);

recorded(
  'failover-share-lost',
  'The share is lost with the primary data centre, so no mirror can be seeded: an operator skips that step, and the pool serves unprotected.',
  async () => {
    const estate = await quietEstate({ shareIn: 'primary' });
    const run = await (await lost(estate)).start('failover');
    await run.consent();
    await run.waitForPhase('step failed, forward only');
    await run.send('skipStep', { step: 'mirrorBackup', ...operator });
    return run;
  },
);

recorded(
  'failover-lost-while-it-waited',
  'The primary data centre answers when the plan is written and is lost before it is approved: the run looks again, writes another plan and asks again.',
  async () => {
    const estate = await quietEstate();
    const run = await estate.start('failover');
    const { hash: first } = (await run.waitForPhase('awaiting consent'), (await run.plan())!);
    await lost(estate);
    await run.send('approve', { ...operator, plan: first });
    await run.waitForPhase('diagnosing');
    await run.consent();
    return run;
  },
);

recorded(
  'failover-log-shipping-went-on',
  'Log shipping goes on between the plan and its approval: the fresh plan promises more, and is carried out without another question.',
  async () => {
    const estate = await quietEstate();
    const run = await estate.start('failover');
    await run.waitForPhase('awaiting consent');
    for (const job of ['backup', 'copy', 'restore'] as const) await runShippingJob(estate.lab, job);
    await run.consent();
    return run;
  },
);

recorded(
  'failover-small-pool',
  'The primary data centre of a pool without mirrors, witness and compliance database is lost.',
  async () => {
    return (await (await lost(await quietEstate(small))).complete('failover')).run;
  },
);
