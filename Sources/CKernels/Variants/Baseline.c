// The kernels with the instructions every x86-64 machine has (and on other machines).
#define CK_TABLE ck_table_baseline
#include "../Kernels/AllKernels.h"
