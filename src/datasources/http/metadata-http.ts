export interface MetadataRequest {
  readonly method?: 'GET' | 'PUT' | 'POST';
  /** Never sent on to where a redirect leads; redirects are no answers here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default 1 MiB; more is an error. */
  readonly maxBytes?: number;
  /** What the server has packed on the way stays so. */
  readonly keepsPacked?: boolean;
  /** Of one try, default 10,000. */
  readonly tryMs?: number;
  /** Default as many as there is time for. */
  readonly maxTries?: number;
  /** Statuses that mean "there is none"; default 404. */
  readonly none?: readonly number[];
  /** Statuses that mean "not yet", besides 408, 425, 429 and those from 500 on. */
  readonly notYet?: readonly number[];
  /** Statuses whose answers are returned as they are, whatever they would mean otherwise. */
  readonly expected?: readonly number[];
  /** From a port below 1024, which only root can use. */
  readonly fromLowPort?: boolean;
}

export interface MetadataAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * HTTP to a service that is a part of the machine's surroundings: no proxy, no redirects, one connection a request.
 * Tries again what may be better soon, until the budget of the source is used up.
 */
export interface MetadataHttp {
  /**
   * @param url a link-local IPv6 address may have its zone: `http://[fe80::a9fe:a9fe%eth0]/`
   * @returns an answer of 200, 204 (whose body is empty) or a status that is expected; undefined where there is none
   * @throws OperationError naming URL and last reason
   */
  request(url: string, options?: MetadataRequest): Promise<MetadataAnswer | undefined>;
}
