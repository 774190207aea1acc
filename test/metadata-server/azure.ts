import { base64, json, type Machine, type Provider, refused } from './provider.ts';

/** Two servers: the metadata service says who the machine is, the wire server waits to hear that it has learned it. */
export const azure: Provider = (machine, question) =>
  (question.path.startsWith('/machine') ? wireServer : metadataService)(machine, question);

const metadataService: Provider = ({ id, hostname, key, userdata }, { path, headers }) => {
  if (headers.metadata !== 'true' || !path.includes('api-version=')) {
    return refused(400);
  }
  if (path.startsWith('/metadata/instance?')) {
    return json({
      compute: {
        name: 'vm_0',
        vmId: id,
        osProfile: { computerName: hostname },
        publicKeys: [{ keyData: `${key}\r\n`, path: '/home/ops/.ssh/authorized_keys' }],
        userData: base64(userdata),
      },
      network: { interface: [] },
    });
  }
  return path.startsWith('/metadata/instance/compute/userData?') ? base64(userdata) : undefined;
};

const wireServer: Provider = (machine, { method, path, headers, body }) => {
  if (headers['x-ms-agent-name'] !== 'WALinuxAgent' || headers['x-ms-version'] !== '2012-11-30') {
    return refused(400);
  }
  if (method === 'GET' && /^\/machine\/?\?comp=goalstate$/.test(path)) {
    return { type: 'text/xml; charset=utf-8', body: goalState(machine) };
  }
  if (method !== 'POST' || !/^\/machine\/?\?comp=health$/.test(path)) {
    return undefined;
  }
  const isXml = headers['content-type'] === 'text/xml; charset=utf-8';
  // Not everybody who asks this double hands over what was sent.
  const isSound = body === undefined || (isXml && isReport(body, machine));
  return isSound ? '' : refused(400);
};

const containerOf = ({ id }: Machine) => `container-of-${id}`;
const incarnation = '7';

function goalState(machine: Machine): string {
  const instance = `<InstanceId>${machine.id}</InstanceId><State>Started</State>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<GoalState xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Version>2012-11-30</Version>
  <Incarnation>${incarnation}</Incarnation>
  <Container>
    <ContainerId>${containerOf(machine)}</ContainerId>
    <RoleInstanceList><RoleInstance>${instance}</RoleInstance></RoleInstanceList>
  </Container>
</GoalState>
`;
}

/** That this machine, as the goal state has it, is ready; a report about another one is none. */
function isReport(body: string, machine: Machine): boolean {
  const text = body.replace(/\s*(<[^>]*>)\s*/g, '$1').replace(/ xmlns:\w+="[^"]*"/g, '');
  const role = `<InstanceId>${machine.id}</InstanceId><Health><State>Ready</State></Health>`;
  const list = `<RoleInstanceList><Role>${role}</Role></RoleInstanceList>`;
  const container = `<Container><ContainerId>${containerOf(machine)}</ContainerId>${list}</Container>`;
  const goal = `<GoalStateIncarnation>${incarnation}</GoalStateIncarnation>`;
  return text === `<?xml version="1.0" encoding="utf-8"?><Health>${goal}${container}</Health>`;
}
