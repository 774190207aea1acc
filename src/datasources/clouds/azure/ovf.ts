import { elementAt, parseXml, textAt } from './xml.ts';

/** What `ovf-env.xml` of the provisioning DVD says that the metadata service does not. */
export interface Provisioning {
  readonly hostname: string | undefined;
  /** In base64. */
  readonly customData: string | undefined;
}

/**
 * Undefined where it is the OVF environment of another product, which has no ProvisioningSection.
 * The password that may be in it is not read.
 * @throws OperationError where it is no XML, or has what Azure's never has
 */
export function parseOvf(text: string, file: string): Provisioning | undefined {
  const section = elementAt(parseXml(text, file), 'ProvisioningSection');
  if (section === undefined) {
    return undefined;
  }
  const settings = elementAt(section, 'LinuxProvisioningConfigurationSet');
  return {
    hostname: textAt(settings, 'HostName'),
    customData: textAt(settings, 'CustomData'),
  };
}
