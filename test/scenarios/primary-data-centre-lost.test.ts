/** The night itself: the primary data centre is gone, and an alert or a person starts a failover. */
import { estateUnderTest } from '../support/estate-under-test';
import { until } from '../support/until';

describe('The primary data centre is lost', () => {
  it('is failed over to the secondary data centre once an operator has accepted the loss and approved the plan', async () => {
    const estate = await estateUnderTest();
    estate.lab.chat.startUsers({ count: 4, messagesPerSecond: 20 });
    await until('users chat', () => estate.lab.chat.audit().acknowledged > 10);
    await estate.lab.loseDataCentre('primary');
    const run = await estate.start('failover');
    await run.consent();
    const report = await run.result();
    expect(report.result).toBe('completed');
  });
});
