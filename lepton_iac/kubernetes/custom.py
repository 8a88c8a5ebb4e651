"""Objects that are not Kubernetes' own: most are settings, some have an operator make pods of them.

What a custom object asks for stands in its operator's code, not in the manifest, so an unknown one is never nothing.
"""

_OWN = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})
_SETTINGS = frozenset({
    "AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor",
    "Certificate", "CertificateRequest", "ClusterIssuer", "Issuer",
    "ClusterSecretStore", "ExternalSecret", "SealedSecret", "SecretStore",
    "AuthorizationPolicy", "DestinationRule", "EnvoyFilter", "PeerAuthentication", "RequestAuthentication",
    "ServiceEntry", "Sidecar", "VirtualService",
    "IngressRoute", "Middleware", "BackendConfig", "FrontendConfig", "ManagedCertificate",
})  # fmt: skip
"""Settings of what runs anyway: https://prometheus-operator.dev/docs/api-reference/api/,
https://cert-manager.io/docs/reference/api-docs/, https://external-secrets.io/latest/api/spec/,
https://istio.io/latest/docs/reference/config/, https://doc.traefik.io/traefik/reference/routing-configuration/,
https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration"""


def may_make_pods(version: str, kind: str) -> bool:
    """Whether an operator, or a controller that is not read here, may make pods of an object."""
    group = version.rpartition("/")[0]
    if group in _OWN or group.endswith(".k8s.io"):
        return kind == "ReplicationController"
    return kind not in _SETTINGS
