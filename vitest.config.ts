import { defineConfig } from 'vitest/config';

const common = { setupFiles: ['tests/seed.ts'], testTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        // No module of the simulator keeps state, so its tests share their modules: loading them anew for each file takes longer than the tests.
        test: {
          ...common,
          name: 'world',
          include: ['src/{sim,session}/**/*.test.ts', 'tests/**/*.test.ts', 'bench/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        // The page's stores live as long as the page.
        test: { ...common, name: 'page', include: ['src/{ui,workers,offline}/**/*.test.{ts,tsx}'] },
      },
    ],
  },
});
