import { OperationError } from '../../../errors.ts';
import { textOf } from '../../documents/documents.ts';
import type { MetadataHttp } from '../../http/metadata-http.ts';
import { parseXml, textAt, xmlText } from './xml.ts';

/** The wire server, at the same address in all of Azure. Its two paths differ in a slash, as in Azure's own agent. */
const goalStateUrl = 'http://168.63.129.16/machine/?comp=goalstate';
const healthUrl = 'http://168.63.129.16/machine?comp=health';

const headers = { 'x-ms-agent-name': 'WALinuxAgent', 'x-ms-version': '2012-11-30' };

/** Whom the report is about. */
export interface GoalState {
  readonly incarnation: string;
  readonly containerId: string;
  readonly instanceId: string;
}

/**
 * Tells Azure that the machine is configured. Without it the deployment is called a failure after some twenty minutes.
 * @throws OperationError
 */
export async function reportReady(http: MetadataHttp): Promise<void> {
  const answer = await http.request(goalStateUrl, { headers, none: [] });
  await http.request(healthUrl, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'text/xml; charset=utf-8' },
    body: renderReady(parseGoalState({ 'goal state': answer?.body })),
    none: [],
  });
}

/** Pure. @throws OperationError */
function parseGoalState(documents: { readonly 'goal state': Buffer | undefined }): GoalState {
  const root = parseXml(textOf(documents, 'goal state') ?? '', 'goal state');
  const incarnation = textAt(root, 'Incarnation');
  const containerId = textAt(root, 'Container', 'ContainerId');
  const role = ['Container', 'RoleInstanceList', 'RoleInstance', 'InstanceId'];
  const instanceId = textAt(root, ...role);
  if (incarnation === undefined || containerId === undefined || instanceId === undefined) {
    throw new OperationError('goal state: incarnation, container or instance is missing');
  }
  return { incarnation, containerId, instanceId };
}

/** Pure. */
export function renderReady({ incarnation, containerId, instanceId }: GoalState): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Health xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <GoalStateIncarnation>${xmlText(incarnation)}</GoalStateIncarnation>
  <Container>
    <ContainerId>${xmlText(containerId)}</ContainerId>
    <RoleInstanceList>
      <Role>
        <InstanceId>${xmlText(instanceId)}</InstanceId>
        <Health><State>Ready</State></Health>
      </Role>
    </RoleInstanceList>
  </Container>
</Health>
`;
}
