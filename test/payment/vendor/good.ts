((page: typeof globalThis & {vendorRuns?: number}) => (page.vendorRuns = (page.vendorRuns ?? 0) + 1))(globalThis);
