"""What a pod's containers find mounted (upstream: pkg/kubelet/volumemanager, pkg/volume).

`sources` turns a volume of the spec into files (ConfigMap, Secret, downward API, token, projected);
`manager` prepares, refreshes and removes a pod's volumes and says which mounts a container gets;
`host` is the door to the file system, with a real and a hollow side; `writer` swaps a volume's
content at once, so that readers see the old files or the new ones and never a mixture.
"""
