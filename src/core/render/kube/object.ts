/** A Kubernetes object as sent to the API. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Key of an object: "v1/ConfigMap/kube-system/coredns". */
export const objectKey = (object: KubeObject): string =>
  [object.apiVersion, object.kind, object.metadata.namespace ?? '', object.metadata.name].join('/');
