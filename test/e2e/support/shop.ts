import {artifactContent} from './bundle.js';
import type {ApiClient} from './client.js';
import type {LabCluster} from './cluster.js';

/** Two pods behind a service, with a budget that lets one of them go. */
export async function openShop(cluster: LabCluster): Promise<void> {
  const {artifact, content} = await artifactContent('agnhost');
  for (const host of ['w1', 'w2'])
    await cluster.lab.exec(host, ['/opt/quorate/bin/ctr', '-n', 'k8s.io', 'images', 'import', '-'], {stdin: content});
  await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(shop(artifact.image!)));
  await cluster.kubectl(['rollout', 'status', 'deployment/shop', '--timeout=120s']);
}

/** How many of its pods are ready to be sent to. */
export const endpoints = async (api: ApiClient): Promise<number> =>
  ((await api.ask(SLICES)) as Slices).items
    .flatMap(slice => slice.endpoints ?? [])
    .filter(({conditions}) => conditions.ready).length;

const SLICES =
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dshop';

interface Slices {
  readonly items: readonly {readonly endpoints?: readonly {readonly conditions: {readonly ready?: boolean}}[] | null}[];
}

const shop = (image: string) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {
        replicas: 2,
        selector: {matchLabels: {app: 'shop'}},
        template: {
          metadata: {labels: {app: 'shop'}},
          spec: {terminationGracePeriodSeconds: 2, containers: [{name: 'shop', image, args: ['netexec']}]},
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {selector: {app: 'shop'}, ports: [{port: 80, targetPort: 8080}]},
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name: 'shop', namespace: 'default'},
      spec: {minAvailable: 1, selector: {matchLabels: {app: 'shop'}}},
    },
  ],
});
