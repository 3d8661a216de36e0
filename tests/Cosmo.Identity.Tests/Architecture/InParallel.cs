using Xunit.v3;

// A test waits for servers as often as it computes; twice as many as the machine has cores keep them busy.
[assembly: Parallelization(MaxThreads = 4)]
