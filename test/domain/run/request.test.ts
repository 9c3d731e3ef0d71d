import { consentProblems, decisionProblems } from '../../../domain/run/decision';
import { procedures } from '../../../procedures/registry';

const example = 'Start it with one JSON object, for instance {"pool":"chat.contoso.com"}.';
const { parse: parseFailoverRequest } = procedures.failover;
const { parse: parseFailbackRequest } = procedures.failback;
const consent = { by: 'Ada', reason: 'site lost' };
const unseen = { ...consent, unseen: true, givenAt: '2026-11-26T03:15:00Z' } as const;
const forNoPlan = { ...consent, givenAt: unseen.givenAt };
const eitherOr = 'must name the plan that it is for ("plan"), or say that nobody has seen it ("unseen": true)';

describe('the input of a procedure', () => {
  it('is a pool; the rest has defaults', () => {
    expect(parseFailoverRequest({ pool: 'chat.contoso.com' })).toEqual({
      request: { pool: 'chat.contoso.com', order: 'service-first' },
    });
    expect(parseFailbackRequest({ pool: 'chat.contoso.com' })).toEqual({
      request: { pool: 'chat.contoso.com', order: 'as-documented' },
    });
  });

  it('may carry the consents of a failover', () => {
    const named = { ...forNoPlan, plan: 'b52d44ab13' };
    const input = { pool: 'chat.contoso.com', order: 'as-documented', approve: unseen, acceptDataLoss: named };
    expect(parseFailoverRequest(input)).toEqual({ request: input });
  });

  it('may carry the approval of a failback, whose blanks are trimmed', () => {
    expect(parseFailbackRequest({ pool: ' chat.contoso.com ', approve: { ...unseen, by: ' Ada ' } })).toEqual({
      request: { pool: 'chat.contoso.com', order: 'as-documented', approve: unseen },
    });
  });

  it.each<readonly [unknown, string]>([
    [undefined, `The input is nothing, not an object. ${example}`],
    [null, `The input is null, not an object. ${example}`],
    ['chat.contoso.com', `The input is a string, not an object. ${example}`],
    [7, `The input is a number, not an object. ${example}`],
    [true, `The input is a boolean, not an object. ${example}`],
    [['chat.contoso.com'], `The input is an array, not an object. ${example}`],
  ])('that is %j is refused with an example', (input, problem) => {
    expect(parseFailoverRequest(input)).toEqual({ problems: [problem] });
    expect(parseFailbackRequest(input)).toEqual({ problems: [problem] });
  });

  it.each<readonly [object, string]>([
    [{}, '"pool" must be the FQDN of a pool of the topology file.'],
    [{ pool: '  ' }, '"pool" must be the FQDN of a pool of the topology file.'],
    [{ pool: 7 }, '"pool" must be the FQDN of a pool of the topology file.'],
    [{ pool: 'p', order: 'fastest' }, '"order" must be "service-first" or "as-documented".'],
    [{ pool: 'p', force: true }, `"force" is not known here. ${example}`],
    [
      { pool: 'p', approve: true },
      '"approve" must be an object such as {"by":"your name","reason":"why","unseen":true,"givenAt":"2026-11-26T03:15:00Z"}, or with "plan":"hash" in the place of "unseen".',
    ],
    [{ pool: 'p', approve: { ...unseen, by: '' } }, '"approve.by" must name the person who decides.'],
    [{ pool: 'p', acceptDataLoss: { ...unseen, reason: undefined } }, '"acceptDataLoss.reason" must say why.'],
    [{ pool: 'p', approve: forNoPlan }, `"approve" ${eitherOr}.`],
    [{ pool: 'p', approve: { ...unseen, plan: 'x' } }, `"approve" ${eitherOr}.`],
    [
      { pool: 'p', approve: { ...consent, unseen: true } },
      '"approve.givenAt" must say when it was given, in UTC, such as "2026-11-26T03:15:00Z".',
    ],
    [{ pool: 'p', approve: { ...unseen, now: true } }, `"approve.now" is not known here. ${example}`],
  ])('of a failover that is %j is refused in a sentence', (input, problem) => {
    expect(parseFailoverRequest(input)).toEqual({ problems: [problem] });
  });

  it.each<readonly [object, string]>([
    [{ pool: 'p', order: 'hand-over' }, '"order" must be "as-documented", the only order there is.'],
    [{ pool: 'p', method: 'as-documented' }, `"method" is not known here. ${example}`],
  ])('of a failback that is %j is refused in a sentence', (input, problem) => {
    expect(parseFailbackRequest(input)).toEqual({ problems: [problem] });
  });

  it('hears of every mistake at once', () => {
    const parsed = parseFailoverRequest({ pool: '', order: 'x', approve: { by: '', reason: '' }, force: true });
    expect('problems' in parsed && parsed.problems).toHaveLength(6);
  });
});

describe('the payload of a consent', () => {
  it.each<readonly [unknown]>([[consent], [{ ...consent, plan: 'abc' }]])('may be %j', (payload) => {
    expect(consentProblems(payload)).toEqual([]);
  });

  const like = 'Type one JSON object, for instance {"by":"your name","reason":"why"}.';
  it.each<readonly [unknown, readonly string[]]>([
    [undefined, [`The payload is nothing, not an object. ${like}`]],
    ['yes', [`The payload is a string, not an object. ${like}`]],
    [{}, ['"by" must name the person who decides.', '"reason" must say why.']],
    [{ by: ' ', reason: 'x' }, ['"by" must name the person who decides.']],
    // What our own lines show is nobody's name and nobody's reason.
    [{ by: 'your name', reason: 'why' }, ['"by" must name the person who decides.', '"reason" must say why.']],
    [{ by: ' <Your Name> ', reason: 'Why?' }, ['"by" must name the person who decides.', '"reason" must say why.']],
    [{ by: '…', reason: '...' }, ['"by" must name the person who decides.', '"reason" must say why.']],
    [{ ...consent, plan: 7 }, ['"plan" must be the hash of the plan that was read.']],
    [{ ...consent, force: true }, [`"force" is not known here. ${like}`]],
  ])('%j is refused in sentences', (payload, problems) => {
    expect(consentProblems(payload)).toEqual(problems);
  });
});

describe('the payload of a decision about a step', () => {
  it('names the step, the person and the reason', () => {
    expect(decisionProblems({ step: 'mirrorBackup', ...consent })).toEqual([]);
  });

  const like = 'Type one JSON object, for instance {"step":"mirrorBackup","by":"your name","reason":"why"}.';
  it.each<readonly [unknown, readonly string[]]>([
    [null, [`The payload is null, not an object. ${like}`]],
    [consent, ['"step" must be the id of the step that waits.']],
    [{ step: '', ...consent }, ['"step" must be the id of the step that waits.']],
    [{ step: 'mirrorBackup' }, ['"by" must name the person who decides.', '"reason" must say why.']],
    [{ step: 'mirrorBackup', ...consent, plan: 'x' }, [`"plan" is not known here. ${like}`]],
  ])('%j is refused in sentences', (payload, problems) => {
    expect(decisionProblems(payload)).toEqual(problems);
  });
});
