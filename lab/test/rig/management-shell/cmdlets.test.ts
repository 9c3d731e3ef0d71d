import { actingCmdlets, readingCmdlets } from '../../../../activities/adapters/management-shell/cmdlets';
import { cmdletNames } from '../../../estate/lync/cmdlets';

test('the stand-in knows every cmdlet that the product may run, and none more', () => {
  expect([...cmdletNames].sort()).toEqual([...readingCmdlets, ...actingCmdlets].sort());
});
