/** Breaks of the product, one for each invariant, oracle and guard: what each judge must notice. */
export interface Break {
  /** Whom it tries. */
  readonly judge: string;
  readonly is: string;
  readonly file: string;
  /** The text that stands there once, and what stands there then. */
  readonly instead: readonly [now: string, then: string];
  readonly test: string;
  /** Part of the name of a test, where the rest of the file need not run. */
  readonly only?: string;
}

export const breaks: readonly Break[] = [
  {
    judge: 'never two writers',
    is: 'servers are activated though nobody sets the pool state',
    file: 'procedures/failover.ts',
    instead: [
      "    step('failPoolOver', /* 5 */ [setPoolState('FailedOver', homeServers)]),\n    // Service first",
      '    // Service first',
    ],
    test: 'test/activities/plan-failover.test.ts',
  },
  {
    judge: 'never two writers',
    is: 'the fence is not waited for',
    file: 'activities/operations/wait-for-no-sessions.ts',
    instead: ['return left.length === 0 ? heard.length : undefined;', 'return heard.length;'],
    test: 'test/on-lab/activities/operations/failover-steps.test.ts',
  },
  {
    judge: 'nothing lost without a declaration',
    is: 'the LSN that was promised is not compared',
    file: 'activities/operations/parts/promised.ts',
    instead: ['compareLsn(lsn(reached), lsn(upTo)) < 0', 'compareLsn(lsn(reached), lsn(upTo)) < -1'],
    test: 'test/scenarios/somebody-interferes-failover.test.ts',
  },
  {
    judge: 'nothing lost without a declaration',
    is: 'log backups behind the newest full backup are taken for all there is',
    file: 'activities/operations/apply-log-backups.ts',
    instead: [
      'if (compareLsn(chain.endsAt.lsn, lsn(upTo)) < 0) {',
      'if (compareLsn(chain.endsAt.lsn, lsn(upTo)) < -1) {',
    ],
    test: 'test/on-lab/activities/operations/failover-steps.test.ts',
  },
  {
    judge: 'the end is what the topology says',
    is: 'users without a login stay orphaned',
    file: 'activities/operations/parts/make-ready.ts',
    instead: ['if (loginOfThatName && isQuotable(user))', 'if (loginOfThatName && isQuotable(user) && user === "")'],
    test: 'test/scenarios/primary-data-centre-lost.test.ts',
  },
  {
    judge: 'the end is what the topology says',
    is: 'the jobs of a run are not removed',
    file: 'activities/adapters/agent-job.ts',
    instead: [
      'return { forget: () => jobs.drop(store, request.name) };',
      'return { forget: () => Promise.resolve() };',
    ],
    test: 'test/scenarios/primary-data-centre-rebuilt.test.ts',
  },
  {
    judge: 'no effect twice',
    is: 'a backup that is whole is taken again',
    file: 'activities/operations/back-up-database.ts',
    instead: ['if (before !== undefined) return before;', 'if (before === undefined) before satisfies undefined;'],
    test: 'test/scenarios/kill-at-every-step.test.ts',
    only: 'a failback comes to the same end',
  },
  {
    judge: 'the estate after an undo',
    is: 'an undo is remembered after its act',
    file: 'workflows/executor.ts',
    instead: [
      '    this.undo.remember(step);\n    const left = [...step.operations];',
      '    const left = [...step.operations];',
    ],
    test: 'test/scenarios/undo-ways-out.test.ts',
    only: 'is undone and ends Canceled',
  },
  {
    judge: 'the estate after an undo',
    is: 'what differs is not told',
    file: 'domain/estate-difference.ts',
    instead: ['if (before.server === undefined) return [];', 'if (before.database !== undefined) return [];'],
    test: 'test/scenarios/undo-puts-back.test.ts',
    only: 'what somebody changed meanwhile',
  },
  {
    judge: 'the point of no return',
    is: 'a run that was cancelled promotes',
    file: 'workflows/executor.ts',
    instead: ['          refuseIfCancelled();\n          this.undo.forget();', '          this.undo.forget();'],
    test: 'test/scenarios/undo-ways-out.test.ts',
  },
  {
    judge: 'consents',
    is: 'a stale consent is taken',
    file: 'workflows/operator.ts',
    instead: ['if (plan !== undefined && plan !== hash)', 'if (plan !== undefined && plan !== hash && plan === "")'],
    test: 'test/scenarios/fresh-look.test.ts',
  },
  {
    judge: 'users chat after every death',
    is: 'a backup copy that is ONLINE is no place to go on from',
    file: 'procedures/failover-situation.ts',
    instead: [
      "storeSeen(seen, 'backup')?.copy?.state === 'ONLINE' &&\n  (seen",
      "storeSeen(seen, 'backup')?.copy?.state === 'LOST' &&\n  (seen",
    ],
    test: 'test/scenarios/every-death.test.ts',
    only: 'after bringOnline primary',
  },
  {
    judge: 'users chat after every death',
    is: 'cmdlets are asked of the secondary data centre alone',
    file: 'workflows/hosts.ts',
    instead: [
      "if (role === 'lync') this.shellIn = otherSide[here];",
      "if (role === 'lync') this.shellIn = operation.side;",
    ],
    test: 'test/scenarios/every-death.test.ts',
    only: 'after takeTailLog secondary',
  },
  {
    judge: 'obstacles',
    is: 'swapped roles are no obstacle',
    file: 'domain/judgements.ts',
    instead: [
      "if (here?.copy?.mirroringRole !== 'MIRROR' && there?.copy?.mirroringRole !== 'PRINCIPAL') return undefined;",
      'if (here !== null) return undefined;',
    ],
    test: 'test/activities/obstacles-failback.test.ts',
  },
];
