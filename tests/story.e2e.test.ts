import { playStory } from '../main/demo-story';
import { simulatorIntegration } from '../main/simulator-integration';
import { redirectOutput } from '../main/terminal';
import { MODES, useProduct } from '../testkit/product';

describe.each(MODES)('the demo, in %s', (mode) => {
  const product = useProduct(mode);

  it('plays from registration to a sent estimate read in one federated query, and a stranger finds nothing', async () => {
    const lines: string[] = [];
    redirectOutput((text) => void lines.push(text));
    await playStory(product.url, simulatorIntegration(product.port));
    const told = lines.join('');
    for (const happened of [
      'leads and',
      'is stored',
      'status SENT',
      'three subgraphs, one answer',
      'UNAUTHENTICATED',
    ]) {
      expect(told).toContain(happened);
    }
  }, 90_000);
});
