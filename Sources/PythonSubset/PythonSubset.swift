// PythonSubset
