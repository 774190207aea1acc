import { describe, expect, it } from 'vitest';
import { parseOvf } from '../../../../../src/datasources/clouds/azure/ovf.ts';

const parse = (section: string) =>
  parseOvf(
    `<?xml version="1.0" encoding="utf-8"?>
<ns0:Environment xmlns="http://schemas.dmtf.org/ovf/environment/1"
  xmlns:ns0="http://schemas.dmtf.org/ovf/environment/1" xmlns:wa="http://schemas.microsoft.com/windowsazure">
${section}
</ns0:Environment>
`,
    'ovf-env.xml',
  );

describe('the provisioning DVD', () => {
  it('has a name and custom data', () => {
    const provisioning = parse(`<wa:ProvisioningSection><wa:Version>1.0</wa:Version>
      <LinuxProvisioningConfigurationSet xmlns="http://schemas.microsoft.com/windowsazure">
        <HostName>az-node-1</HostName><UserName>ops</UserName><UserPassword>secret</UserPassword>
        <CustomData>aG9zdG5h&#xD;
bWU6IGEK</CustomData>
      </LinuxProvisioningConfigurationSet></wa:ProvisioningSection>`);

    expect(provisioning).toEqual({ hostname: 'az-node-1', customData: 'aG9zdG5h\r\nbWU6IGEK' });
  });

  it('may have neither', () => {
    const empty = { hostname: undefined, customData: undefined };

    expect(parse('<wa:ProvisioningSection/>')).toEqual(empty);
    expect(
      parse(`<wa:ProvisioningSection><wa:LinuxProvisioningConfigurationSet>
        <HostName/><CustomData xsi:nil="true" />
        </wa:LinuxProvisioningConfigurationSet></wa:ProvisioningSection>`),
    ).toEqual(empty);
  });

  it('is not that of another product', () => {
    expect(parse('<PropertySection><Property/></PropertySection>')).toBeUndefined();
  });
});
