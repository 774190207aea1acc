import { describe, expect, it } from 'vitest';
import {
  renderReady,
  reportReady,
} from '../../../../../src/datasources/clouds/azure/report-ready.ts';
import { parseXml, textAt } from '../../../../../src/datasources/clouds/azure/xml.ts';
import { type Reply, recordedHttp } from '../../../../support/metadata-server.ts';

const base = 'http://168.63.129.16';
const get = `GET ${base}/machine/?comp=goalstate`;
const post = `POST ${base}/machine?comp=health`;
const container = 'c0ffee00-1111-4222-8333-444455556666';
const role = '5d6c0b1a.vmss_0';

const goalState = `<?xml version="1.0" encoding="utf-8"?>
<GoalState xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="goalstate10.xsd">
  <Version>2012-11-30</Version>
  <Incarnation>1</Incarnation>
  <Machine><ExpectedState>Started</ExpectedState></Machine>
  <Container>
    <ContainerId>${container}</ContainerId>
    <RoleInstanceList><RoleInstance>
      <InstanceId>${role}</InstanceId><State>Started</State>
      <Configuration><Certificates>http://168.63.129.16:80/machine/c?comp=certificates</Certificates></Configuration>
    </RoleInstance></RoleInstanceList>
  </Container>
</GoalState>`;

function answered(said: Reply | readonly Reply[], taken: Reply | readonly Reply[] = '') {
  return recordedHttp({
    [get]: ({ headers }) =>
      headers?.['x-ms-version'] === '2012-11-30' && headers['x-ms-agent-name'] !== undefined
        ? (said as Reply)
        : { status: 400 },
    [post]: taken,
  });
}

describe('the report that a machine in Azure is ready', () => {
  it('names machine and state', async () => {
    const http = answered(goalState);

    await reportReady(http);

    const sent = http.requests.at(-1);
    const body = parseXml(sent?.body ?? '', 'report');
    expect(http.asked).toEqual([get, post]);
    expect(sent?.headers).toMatchObject({
      'Content-Type': 'text/xml; charset=utf-8',
      'x-ms-version': '2012-11-30',
    });
    expect(textAt(body, 'GoalStateIncarnation')).toBe('1');
    expect(textAt(body, 'Container', 'ContainerId')).toBe(container);
    const [list, one] = ['RoleInstanceList', 'Role'];
    expect(textAt(body, 'Container', list, one, 'InstanceId')).toBe(role);
    expect(textAt(body, 'Container', list, one, 'Health', 'State')).toBe('Ready');
  });

  it('is sent until it is taken', async () => {
    const busy = { status: 503 };
    const http = answered(goalState, [busy, busy, { status: 200, body: '' }]);

    await reportReady(http);

    expect(http.asked).toEqual([get, post, post, post]);
  });

  it('carries any name', () => {
    const given = { incarnation: '1', containerId: 'a&b', instanceId: '<c>' };

    expect(textAt(parseXml(renderReady(given), 'report'), 'Container', 'ContainerId')).toBe('a&b');
  });

  it.each([
    { what: 'is not there', said: { status: 404 }, says: '/machine/ answered 404' },
    { what: 'is a login page', said: '<html>Welcome', says: 'goal state is a web page' },
    { what: 'is empty', said: '', says: 'goal state is not one whole XML element' },
    { what: 'names no machine', said: '<GoalState/>', says: 'goal state: incarnation' },
  ])('fails where the goal state $what', async ({ said, says }) => {
    const http = answered(said);

    await expect(reportReady(http)).rejects.toThrow(says);
    expect(http.asked).toEqual([get]);
  });

  it('fails where nobody takes it', async () => {
    const http = answered(goalState, { status: 400 });

    await expect(reportReady(http)).rejects.toThrow(`${base}/machine answered 400`);
  });
});
