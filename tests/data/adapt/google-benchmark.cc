#include <benchmark/benchmark.h>
#include <algorithm>
#include <string>
#include <vector>
static void BM_Sort(benchmark::State& state) {
  std::vector<int> values(state.range(0));
  for (auto _ : state) {
    for (size_t i = 0; i < values.size(); i++) values[i] = (int)((i * 2654435761u) % 1000003);
    std::sort(values.begin(), values.end());
    benchmark::DoNotOptimize(values.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["swaps"] = benchmark::Counter((double)state.range(0) * 3.5, benchmark::Counter::kAvgThreads);
}
BENCHMARK(BM_Sort)->Arg(64)->Arg(1024);
static void BM_Copy(benchmark::State& state) {
  std::string from(state.range(0), 'x'), to;
  for (auto _ : state) { to = from; benchmark::DoNotOptimize(to.data()); }
  state.SetBytesProcessed(state.iterations() * state.range(0));
  state.SetLabel("std::string");
}
BENCHMARK(BM_Copy)->Arg(1 << 20)->Unit(benchmark::kMicrosecond);
static void BM_Broken(benchmark::State& state) {
  state.SkipWithError("no such device");
  for (auto _ : state) {}
}
BENCHMARK(BM_Broken);
BENCHMARK_MAIN();
